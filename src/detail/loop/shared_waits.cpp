// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "shared_waits.hpp"

#include <quartet/detail/forks.hpp>
#include <quartet/detail/wait_queue.hpp>

#include <cerrno>
#include <chrono>
#include <climits>
#include <csignal>
#include <linux/futex.h>
#include <list>
#include <memory>
#include <mutex>
#include <new>
#include <pthread.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <unordered_map>
#include <utility>

#include "../event_count.hpp"
#include "../service_thread.hpp"
#include "event_loop.hpp"

namespace quartet::detail {
namespace {

constexpr char const* what = "multiprocessing";
constexpr std::size_t most_posts = FUTEX_WAITV_MAX - 1;  // and the helper's own word

// glibc 2.36 has neither the number nor a function.
constexpr long futex_waitv_number = 449;

/// @return the place of one that was woken, or -1.
long wait_for_any(struct futex_waitv const* all, std::size_t count) noexcept
{
    return ::syscall(futex_waitv_number, all, count, 0, nullptr, 0);
}

bool is_supported() noexcept
{
    static bool const answer = wait_for_any(nullptr, 0) < 0 && errno != ENOSYS && errno != EPERM;
    return answer;
}

struct futex_waitv entry(void const* word, std::uint32_t value, std::uint32_t flags) noexcept
{
    struct futex_waitv made = {};
    made.val = value;
    made.uaddr = reinterpret_cast<std::uintptr_t>(word);
    made.flags = FUTEX_32 | flags;
    return made;
}

void wake_another(std::uint32_t const* word) noexcept
{
    ::syscall(SYS_futex, word, FUTEX_WAKE, 1, nullptr, nullptr, 0);
}

}  // namespace

/// Those who wait in one count.
struct shared_waits::post
{
    event_count* where = nullptr;
    helper* by = nullptr;
    std::uint32_t seen = 0;  // what the count was when all before had been told
    wait_queue waiters;
    unsigned users = 0;     // in wait()
    bool is_armed = false;  // the helper waits for it, or will look at it before it waits again

    std::uint32_t const* word() const noexcept
    {
        return reinterpret_cast<std::uint32_t const*>(&where->count_);
    }

    /// Tells them what has happened. @param is_woken whether the kernel says that it was this one.
    void attend(bool is_woken) noexcept
    {
        if (waiters.empty())
        {
            if (is_woken)
            {
                wake_another(word());
            }
            return;
        }
        bool const was_announced = where->sleepers_.load(std::memory_order_relaxed) != 0;
        std::uint32_t const now = where->announce();
        std::uint32_t meant = std::exchange(seen, now);
        meant = now - meant;
        if (meant >= event_count::everyone || !was_announced)
        {
            // Not announced: a notifier has met no sleeper, and those after him looked for none.
            waiters.wake_all();
        }
        for (; meant != 0 && !waiters.empty(); --meant)
        {
            if (waker next = waiters.claim_front())
            {
                next.resume();
            }
        }
    }
};

struct shared_waits::helper
{
    std::atomic<std::uint32_t> news{0};  // moves when there is a post that it does not know
    std::size_t posts = 0;
    unsigned users = 0;  // with none its thread is idle

    void tell() noexcept
    {
        news.fetch_add(1, std::memory_order_release);
        ::syscall(SYS_futex, &news, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
    }

    /// @return whether there is a thread now.
    bool start(state& in) noexcept;
    [[noreturn]] void run(state& in) noexcept;
};

struct shared_waits::state
{
    std::uint32_t const forks = quartet::detail::forks.load(std::memory_order_relaxed);
    short_mutex mutex;  // guards the rest
    std::unordered_map<event_count*, post> posts;
    std::list<helper> helpers;

    /// In a forked child a new one: the helpers are not there, and those who waited are not ours.
    static state& get()
    {
        static constinit std::atomic<state*> now{nullptr};
        state* found = now.load(std::memory_order_acquire);
        while (found == nullptr || found->forks != quartet::detail::forks)
        {
            auto made = std::make_unique<state>();
            if (now.compare_exchange_strong(found, made.get(), std::memory_order_acq_rel))
            {
                found = made.release();  // outlives all threads
            }
        }
        return *found;
    }

    /// One that has room; null: there can be no thread.
    helper* find_helper()
    {
        for (helper& each : helpers)
        {
            if (each.posts != most_posts)
            {
                return &each;
            }
        }
        helper& made = helpers.emplace_back();
        if (!made.start(*this))
        {
            helpers.pop_back();
            return nullptr;
        }
        ++idle_threads::count;
        return &made;
    }

    post* find_post(event_count& where)
    {
        if (auto const found = posts.find(&where); found != posts.end())
        {
            return &found->second;
        }
        helper* const by = find_helper();
        if (by == nullptr)
        {
            return nullptr;
        }
        post& made = posts[&where];
        made.where = &where;
        made.by = by;
        ++by->posts;
        return &made;
    }

    void enter(post& which, std::uint32_t ticket) noexcept
    {
        if (which.by->users++ == 0)
        {
            --idle_threads::count;
        }
        if (which.waiters.empty())
        {
            which.seen = ticket;
        }
        ++which.users;
        if (!which.is_armed)
        {
            which.is_armed = true;
            which.by->tell();
        }
    }

    void leave(post& which) noexcept
    {
        if (--which.by->users == 0)
        {
            ++idle_threads::count;
        }
        if (--which.users == 0)
        {
            --which.by->posts;
            posts.erase(which.where);
        }
    }
};

bool shared_waits::wait(event_count& where, std::uint32_t ticket, deadline const& end)
{
    if (!is_supported())
    {
        return look(where, ticket, end);
    }
    state& all = state::get();
    std::unique_lock lock(all.mutex);
    if (where.count_.load(std::memory_order_acquire) != ticket)
    {
        return true;
    }
    post* const mine = all.find_post(where);
    if (mine == nullptr)
    {
        lock.unlock();
        return look(where, ticket, end);
    }
    struct presence
    {
        presence(state& in, post& at, std::uint32_t seen) noexcept
            : all(in)
            , which(at)
        {
            all.enter(which, seen);
        }
        ~presence() { all.leave(which); }
        state& all;
        post& which;
    } const present(all, *mine, ticket);
    return wait_in(mine->waiters, lock, end, what);
}

bool shared_waits::look(event_count& where, std::uint32_t ticket, deadline const& end)
{
    using namespace std::chrono_literals;
    agent& self = agent::current();
    while (where.count_.load(std::memory_order_acquire) == ticket)
    {
        auto const pause = end.left(10ms);
        if (pause == 0ns)
        {
            return false;
        }
        self.begin_wait(what);
        self.await_or_interruption(deadline(pause));
        self.throw_interruption();
    }
    return true;
}

bool shared_waits::helper::start(state& in) noexcept
{
    struct errand
    {
        helper* who;
        state* in;
    };
    auto* const todo = new (std::nothrow) errand{this, &in};
    if (todo == nullptr)
    {
        return false;
    }
    int const error = start_service_thread(
        128 * 1024,
        [](void* argument) -> void* {
            auto const mine = *static_cast<errand*>(argument);
            delete static_cast<errand*>(argument);
            mine.who->run(*mine.in);
        },
        todo);
    if (error != 0)
    {
        delete todo;
    }
    return error == 0;
}

void shared_waits::helper::run(state& in) noexcept
{
    struct futex_waitv targets[FUTEX_WAITV_MAX];
    event_count* whose[FUTEX_WAITV_MAX] = {};
    long woken = -1;
    for (;;)
    {
        std::size_t count = 1;
        std::uint32_t const* unclaimed = nullptr;
        {
            std::lock_guard const lock(in.mutex);
            targets[0] = entry(&news, news.load(std::memory_order_relaxed), FUTEX_PRIVATE_FLAG);
            if (woken > 0 && !in.posts.contains(whose[woken]))
            {
                unclaimed = reinterpret_cast<std::uint32_t const*>(targets[woken].uaddr);
            }
            for (auto& [where, each] : in.posts)
            {
                if (each.by != this)
                {
                    continue;
                }
                each.attend(woken > 0 && whose[woken] == where);
            }
            for (auto& [where, each] : in.posts)
            {
                each.is_armed = each.by == this ? !each.waiters.empty() : each.is_armed;
                if (each.by == this && each.is_armed)
                {
                    targets[count] = entry(each.word(), each.seen, 0);
                    whose[count++] = where;
                }
            }
        }
        if (unclaimed != nullptr)
        {
            wake_another(unclaimed);
        }
        woken = wait_for_any(targets, count);
        if (woken < 0 && errno == ENOMEM)
        {
            timespec const pause{0, 10'000'000};
            ::nanosleep(&pause, nullptr);
        }
    }
}

}  // namespace quartet::detail
