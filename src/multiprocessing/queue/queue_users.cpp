// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "queue_users.hpp"

#include <quartet/errors.hpp>

#include <cassert>
#include <cerrno>
#include <chrono>
#include <thread>
#include <time.h>

#include "../../detail/patient_lock.hpp"
#include "taken_word.hpp"

namespace quartet::multiprocessing::detail {

using quartet::detail::event_count;
using quartet::detail::process_identity;

namespace {

bool is_dead(std::uint64_t identity)
{
    return (identity & queue_user::left) == 0 && process_identity::from_word(identity).is_dead();
}

/// Monotonic, the same in all processes, and cheap; some milliseconds do not matter.
std::int64_t coarse_nanoseconds()
{
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return std::int64_t(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

/// Changes a taken_word. @return false when `change` refuses the word that is there.
template <class Change>
bool update(std::atomic<std::uint64_t>& taken, Change change)
{
    std::uint64_t bits = taken.load(std::memory_order_acquire);
    for (;;)
    {
        taken_word next(bits);
        if (!change(next))
        {
            return false;
        }
        if (taken.compare_exchange_weak(bits, next.bits(), std::memory_order_seq_cst))
        {
            return true;
        }
    }
}

}  // namespace

// No thread is in a member any more, so no slot names us as its owner.
queue_users::~queue_users()
{
    if (has_entered())
    {
        // First `left`: whoever says that the last of our items is done after that frees the entry.
        std::uint64_t const gone = process_identity::self().word() | queue_user::left;
        state_.users[me()].identity.store(gone, std::memory_order_seq_cst);
        free_if_done(me(), gone);
    }
}

// Killed before its entry is counted, it leaves one that nobody looks at until the next process
// enters, and it has nothing in hand.
void queue_users::enter()
{
    std::uint64_t before = entry_.load(std::memory_order_acquire);
    std::uint64_t const self = process_identity::self().word();
    for (unsigned index = 0; !is_ours(before) && index < slot_word::max_owners; ++index)
    {
        std::uint64_t nobody = 0;
        if (!state_.users[index].identity.compare_exchange_strong(nobody, self))
        {
            continue;
        }
        assert(state_.users[index].getting == 0);
        unsigned count = state_.user_count.load();
        while (count <= index && !state_.user_count.compare_exchange_weak(count, index + 1))
        {}
        if (!entry_.compare_exchange_strong(before, self << index_bits | index))
        {
            state_.users[index].identity.store(0);  // another thread was first
        }
        return;
    }
    if (!is_ours(before))
    {
        throw OSError(
            EUSERS,
            "queue: more than " + std::to_string(slot_word::max_owners) + " processes use it");
    }
}

// The time is shared: with many users, each of which looked at all the others, most of their time
// would go by with that. Who is told to look and is killed is followed by another 100 ms later.
bool queue_users::look_is_due()
{
    constexpr std::int64_t pause = std::chrono::nanoseconds(event_count::look_again).count();
    std::int64_t const now = coarse_nanoseconds();
    std::int64_t due = state_.next_look.load(std::memory_order_relaxed);
    // Nobody with our clock can have set it any later than that.
    bool const soon = due > now && due - now <= pause;
    return !soon && state_.next_look.compare_exchange_strong(due, now + pause);
}

bool queue_users::somebody_died() const
{
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

// Killed between the first two stores, it leaves an entry whose items are counted as lost twice.
// Then join() names too high a number, once.
void queue_users::bury(dead_set const& dead)
{
    for_each([&](unsigned index, std::uint64_t) {
        if (dead.test(index))
        {
            queue_user& entry = state_.users[index];
            state_.lost.fetch_add(taken_word(entry.taken.load()).count());
            entry.taken.store(0);
            entry.getting.store(0);
            entry.identity.store(0);
        }
    });
    state_.finished.notify_all();
}

// A killed getter never counts itself out.
void queue_users::await_getters() const
{
    quartet::detail::try_patiently([this] {
        bool found = false;
        for_each([&](unsigned index, std::uint64_t identity) {
            found = found || (state_.users[index].getting.load(std::memory_order_seq_cst) != 0 &&
                              !is_dead(identity));
        });
        return !found;
    });
}

void queue_users::count(std::uint64_t sequence)
{
    auto const count_it = [sequence](taken_word& word) {
        bool const free = !word.is_counting();
        word = word.counting(sequence);
        return free;
    };
    while (!update(state_.users[me()].taken, count_it))
    {
        std::this_thread::yield();  // to another thread of ours, which frees a slot meanwhile
    }
}

void queue_users::settle()
{
    update(state_.users[me()].taken, [](taken_word& word) {
        word = word.settled();
        return true;
    });
}

// Called before the slot is ready again: killed in between, it leaves a word that is settled, and
// who does it again undoes nothing twice.
void queue_users::take_back(unsigned reader, std::uint64_t sequence)
{
    update(state_.users[reader].taken, [sequence](taken_word& word) {
        bool const counted = word.is_counting(sequence) && word.count() != 0;
        word = taken_word(counted ? word.one_less().settled() : word);
        return counted;
    });
}

bool queue_users::take_one(unsigned index)
{
    return update(state_.users[index].taken, [](taken_word& word) {
        bool const some = word.count() != 0;
        word = some ? word.one_less() : word;
        return some;
    });
}

void queue_users::free_if_done(unsigned index, std::uint64_t identity)
{
    queue_user& entry = state_.users[index];
    if ((identity & queue_user::left) != 0 && taken_word(entry.taken.load()).count() == 0)
    {
        entry.identity.compare_exchange_strong(identity, 0);
    }
}

bool queue_users::done()
{
    bool found = has_entered() && take_one(me());
    for_each([&](unsigned index, std::uint64_t identity) {
        if (!found && take_one(index))
        {
            found = true;
            free_if_done(index, identity);
        }
    });
    return found;
}

std::uint64_t queue_users::taken() const
{
    std::uint64_t sum = 0;
    for_each([&](unsigned index, std::uint64_t) {
        sum += taken_word(state_.users[index].taken.load()).count();
    });
    return sum;
}

}  // namespace quartet::multiprocessing::detail
