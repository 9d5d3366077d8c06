// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MONKEY_OWNERS_HPP
#define QUARTET_SRC_MONKEY_OWNERS_HPP

#include <quartet/detail/agent.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <sys/types.h>

namespace quartet::gevent::monkey::detail {

/// Which greenlet has a mutex that its thread has. The C library knows the thread, for which all its
/// greenlets are one: a recursive mutex would not exclude them from one another.
class owners
{
public:
    using agent = quartet::detail::agent;

    /// @param thread the caller's, which has the mutex. Null: nobody that we know of.
    static agent* of(void const* mutex, pid_t thread) noexcept
    {
        entry* const found = shelf_of(mutex).find(mutex, thread);
        return found != nullptr ? found->who.load(std::memory_order_relaxed) : nullptr;
    }

    /// If there is no room the thread has it, as ever.
    static void set(void const* mutex, pid_t thread, agent& who) noexcept
    {
        shelf& in = shelf_of(mutex);
        if (entry* const found = in.find(mutex, thread))
        {
            found->who.store(&who, std::memory_order_relaxed);
            return;
        }
        for (entry& each : in.all)
        {
            void const* nobody = nullptr;
            if (each.of.load(std::memory_order_relaxed) == nullptr &&
                each.of.compare_exchange_strong(nobody, &each, std::memory_order_acquire))
            {
                each.thread.store(thread, std::memory_order_relaxed);
                each.who.store(&who, std::memory_order_relaxed);
                each.of.store(mutex, std::memory_order_release);
                return;
            }
        }
    }

    static void clear(void const* mutex, pid_t thread) noexcept
    {
        if (entry* const found = shelf_of(mutex).find(mutex, thread))
        {
            found->of.store(nullptr, std::memory_order_release);
        }
    }

    /// When nothing is patched any more, so that it will not be seen when they are unlocked.
    static void forget_all() noexcept
    {
        for (shelf& each : shelves)
        {
            for (entry& one : each.all)
            {
                one.of.store(nullptr, std::memory_order_release);
            }
        }
    }

private:
    /// Only its thread changes it, so that nothing is locked here.
    struct entry
    {
        std::atomic<void const*> of{nullptr};  // the entry itself: being filled in
        std::atomic<pid_t> thread{0};
        std::atomic<agent*> who{nullptr};
    };

    struct shelf
    {
        std::array<entry, 8> all{};

        entry* find(void const* which, pid_t thread) noexcept
        {
            auto* const found = std::ranges::find_if(all, [&](entry const& each) {
                return each.of.load(std::memory_order_acquire) == which &&
                       each.thread.load(std::memory_order_relaxed) == thread;
            });
            return found != all.end() ? found : nullptr;
        }
    };

    static shelf& shelf_of(void const* mutex) noexcept
    {
        auto const number = reinterpret_cast<std::uintptr_t>(mutex);
        return shelves[(number >> 3 ^ number >> 11) % shelves.size()];
    }

    static std::array<shelf, 512> shelves;
};

}  // namespace quartet::gevent::monkey::detail

#endif
