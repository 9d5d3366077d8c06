// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MONKEY_OWNERS_HPP
#define QUARTET_SRC_MONKEY_OWNERS_HPP

#include <quartet/detail/agent.hpp>
#include <quartet/detail/short_mutex.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
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
        shelf& in = shelf_of(mutex);
        if (in.used.load(std::memory_order_relaxed) == 0)
        {
            return nullptr;
        }
        std::lock_guard const lock(in.mutex);
        entry const* const found = in.find(mutex, thread);
        return found != nullptr ? found->who : nullptr;
    }

    /// If there is no room the thread has it, as ever.
    static void set(void const* mutex, pid_t thread, agent& who) noexcept
    {
        shelf& in = shelf_of(mutex);
        std::lock_guard const lock(in.mutex);
        entry* found = in.find(mutex, thread);
        if (found == nullptr && (found = in.find(nullptr, 0)) != nullptr)
        {
            ++in.used;
        }
        if (found != nullptr)
        {
            *found = {mutex, thread, &who};
        }
    }

    static void clear(void const* mutex, pid_t thread) noexcept
    {
        shelf& in = shelf_of(mutex);
        if (in.used.load(std::memory_order_relaxed) == 0)
        {
            return;
        }
        std::lock_guard const lock(in.mutex);
        if (entry* const found = in.find(mutex, thread))
        {
            *found = {};
            --in.used;
        }
    }

    /// When nothing is patched any more, so that it will not be seen when they are unlocked.
    static void forget_all() noexcept
    {
        for (shelf& each : shelves)
        {
            std::lock_guard const lock(each.mutex);
            each.all.fill({});
            each.used = 0;
        }
    }

private:
    struct entry
    {
        void const* of = nullptr;
        pid_t thread = 0;
        agent* who = nullptr;
    };

    struct shelf
    {
        quartet::detail::short_mutex mutex;
        std::atomic<int> used{0};
        std::array<entry, 16> all{};

        entry* find(void const* which, pid_t thread) noexcept
        {
            auto* const found = std::ranges::find_if(
                all, [&](entry const& each) { return each.of == which && each.thread == thread; });
            return found != all.end() ? found : nullptr;
        }
    };

    static shelf& shelf_of(void const* mutex) noexcept
    {
        auto const number = reinterpret_cast<std::uintptr_t>(mutex);
        return shelves[(number >> 3 ^ number >> 11) % shelves.size()];
    }

    static std::array<shelf, 256> shelves;
};

}  // namespace quartet::gevent::monkey::detail

#endif
