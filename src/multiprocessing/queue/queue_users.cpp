// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "queue_users.hpp"

#include <quartet/errors.hpp>

#include <cerrno>

namespace quartet::multiprocessing::detail {

using quartet::detail::process_identity;

namespace {

bool is_dead(std::uint64_t identity)
{
    return (identity & queue_user::left) == 0 && process_identity::from_word(identity).is_dead();
}

/// The dead keep their entry, as ones that left, until nobody waits for what they took.
constexpr std::uint64_t corpse = queue_user::left;

}  // namespace

// No thread is in a member any more, so no slot names us as its owner.
queue_users::~queue_users()
{
    if (entered_.load() == process_identity::self().word())
    {
        queue_user& entry = state_.users[index_];
        bool const clean = entry.taken.load() == 0;
        entry.identity.store(clean ? 0 : entered_.load() | queue_user::left);
    }
}

unsigned queue_users::enter(std::uint64_t self)
{
    std::lock_guard const lock(mutex_);
    if (entered_.load() == self)
    {
        return index_;
    }
    for (unsigned index = 0; index < slot_word::max_owners; ++index)
    {
        std::uint64_t nobody = 0;
        if (state_.users[index].identity.compare_exchange_strong(nobody, self))
        {
            unsigned count = state_.user_count.load();
            while (count <= index && !state_.user_count.compare_exchange_weak(count, index + 1))
            {
            }
            index_ = index;
            entered_.store(self, std::memory_order_release);
            return index;
        }
    }
    throw OSError(
        EUSERS,
        "queue: more than " + std::to_string(slot_word::max_owners) + " processes use it");
}

bool queue_users::somebody_died()
{
    auto const now = std::chrono::steady_clock::now().time_since_epoch();
    std::int64_t const at = std::chrono::nanoseconds(now).count();
    std::int64_t due = next_look_.load(std::memory_order_relaxed);
    constexpr std::chrono::nanoseconds pause = quartet::detail::event_count::look_again;
    if (at < due || !next_look_.compare_exchange_strong(due, at + pause.count()))
    {
        return false;
    }
    bool found = false;
    for_each([&](unsigned, std::uint64_t identity) { found = found || is_dead(identity); });
    return found;
}

queue_users::dead_set queue_users::dead() const
{
    dead_set result;
    for_each([&](unsigned index, std::uint64_t identity) {
        if (is_dead(identity))
        {
            result.set(index);
        }
    });
    return result;
}

void queue_users::bury(dead_set const& dead)
{
    for_each([&](unsigned index, std::uint64_t) {
        if (dead.test(index))
        {
            queue_user& entry = state_.users[index];
            entry.identity.store(entry.taken.load() == 0 ? 0 : corpse);
        }
    });
    state_.finished.notify_all();
}

bool queue_users::done()
{
    auto take_one = [](queue_user& user) {
        std::uint64_t taken = user.taken.load();
        while (taken != 0)
        {
            if (user.taken.compare_exchange_weak(taken, taken - 1))
            {
                return true;
            }
        }
        return false;
    };
    bool found = take_one(state_.users[me()]);
    for_each([&](unsigned index, std::uint64_t identity) {
        if (!found && take_one(state_.users[index]))
        {
            found = true;
            if (identity & queue_user::left)
            {
                std::uint64_t expected = identity;
                if (state_.users[index].taken.load() == 0)
                {
                    state_.users[index].identity.compare_exchange_strong(expected, 0);
                }
            }
        }
    });
    return found;
}

std::uint64_t queue_users::taken() const
{
    std::uint64_t sum = 0;
    for_each([&](unsigned index, std::uint64_t) { sum += state_.users[index].taken.load(); });
    return sum;
}

std::uint64_t queue_users::lost()
{
    std::uint64_t sum = 0;
    for_each([&](unsigned index, std::uint64_t identity) {
        if (identity == corpse)
        {
            sum += state_.users[index].taken.exchange(0);
            state_.users[index].identity.store(0);
        }
    });
    return sum;
}

}  // namespace quartet::multiprocessing::detail
