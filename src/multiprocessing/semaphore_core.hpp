// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_SEMAPHORE_CORE_HPP
#define QUARTET_SRC_MULTIPROCESSING_SEMAPHORE_CORE_HPP

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "../detail/event_count.hpp"
#include "../detail/owner_record.hpp"
#include "../detail/shared_segment.hpp"
#include "burial_pace.hpp"
#include "semaphore_state.hpp"

namespace quartet::multiprocessing::detail {

struct semaphore_shared
{
    quartet::detail::shared_guard guard;   // of state
    quartet::detail::event_count changed;  // a unit became available
    semaphore_state state;
};

/// The state's user. A process has one entry in it from its first acquire to its end in order.
class semaphore_core
{
public:
    semaphore_core(int value, int bound);
    explicit semaphore_core(std::string const& name);
    semaphore_core(semaphore_core const&) = delete;
    semaphore_core& operator=(semaphore_core const&) = delete;
    ~semaphore_core();

    std::int64_t available();
    bool inherited() const noexcept { return inherited_.load(std::memory_order_relaxed); }

    bool acquire(quartet::detail::deadline const& end);

    /// @return false over the bound.
    bool release();

    /// Gives up this process's entry: what it holds stays taken.
    void leave();

    std::shared_ptr<quartet::detail::shared_segment> const& segment() const noexcept
    {
        return segment_;
    }

private:
    static bool is_dead(quartet::detail::process_identity process) { return process.is_dead(); }

    semaphore_shared& shared() const noexcept
    {
        return *static_cast<semaphore_shared*>(segment_->data());
    }

    bool take(bool look_for_dead);
    std::size_t own_entry();

    std::shared_ptr<quartet::detail::shared_segment> segment_;
    burial_pace pace_;
    std::atomic<bool> inherited_{false};

    // Guarded by the shared guard.
    quartet::detail::process_identity entered_as_;  // whose entry_ is; a forked child has none
    std::size_t entry_ = 0;
};

}  // namespace quartet::multiprocessing::detail

#endif
