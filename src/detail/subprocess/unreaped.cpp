// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "unreaped.hpp"

#include <quartet/detail/forks.hpp>
#include <quartet/detail/short_mutex.hpp>

#include <cstdint>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

namespace quartet::detail {
namespace {

/// Those of one process. In a forked child the parent's are left as they are, half changed perhaps.
struct crowd
{
    std::vector<own_process> all;
    std::uint32_t forks_at_birth = forks.load(std::memory_order_relaxed);
    crowd* parents = nullptr;
};

short_mutex& mutex()
{
    static auto* const instance = new short_mutex;  // outlives static objects
    return *instance;
}

/// Needs the mutex.
std::vector<own_process>& ours()
{
    static crowd* current = new crowd;
    if (current->forks_at_birth != forks.load(std::memory_order_relaxed))
    {
        auto* const made = new crowd;
        made->parents = current;
        current = made;
    }
    return current->all;
}

}  // namespace

void take_over(own_process child) noexcept
{
    if (child.reap())
    {
        return;
    }
    try
    {
        std::lock_guard const lock(mutex());
        ours().push_back(std::move(child));
    }
    catch (std::bad_alloc const&)
    {
        // Then it stays a zombie until this process ends.
    }
}

void reap_the_ended() noexcept
{
    std::lock_guard const lock(mutex());
    std::erase_if(ours(), [](own_process& child) { return child.reap().has_value(); });
}

}  // namespace quartet::detail
