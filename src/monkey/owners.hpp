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
#include <cstdint>
#include <mutex>

namespace quartet::gevent::monkey::detail {

/// Which greenlet has a mutex. The C library knows the thread, for which all its greenlets are one: a
/// recursive mutex would not exclude them from one another.
class owners
{
public:
    using agent = quartet::detail::agent;

    /// Null: nobody that we know of.
    static agent* of(void const* mutex) noexcept
    {
        shelf& in = shelf_of(mutex);
        std::lock_guard const lock(in.mutex);
        entry const* const found = in.find(mutex);
        return found != nullptr ? found->who : nullptr;
    }

    /// He has it once more. If there is no place left the thread has it, as ever.
    static void add(void const* mutex, agent& who) noexcept
    {
        shelf& in = shelf_of(mutex);
        std::lock_guard const lock(in.mutex);
        entry* found = in.find(mutex);
        found = found != nullptr ? found : in.find(nullptr);
        if (found != nullptr)
        {
            *found = {mutex, &who, found->of == mutex ? found->depth + 1 : 1};
        }
    }

    /// He has it once less.
    static void subtract(void const* mutex) noexcept
    {
        shelf& in = shelf_of(mutex);
        std::lock_guard const lock(in.mutex);
        if (entry* const found = in.find(mutex); found != nullptr && --found->depth == 0)
        {
            *found = {};
        }
    }

private:
    struct entry
    {
        void const* of = nullptr;
        agent* who = nullptr;
        unsigned depth = 0;
    };

    struct shelf
    {
        quartet::detail::short_mutex mutex;
        std::array<entry, 16> all{};

        entry* find(void const* which) noexcept
        {
            auto* const found = std::ranges::find(all, which, &entry::of);
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
