// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_LOOP_TENANT_HPP
#define QUARTET_SRC_DETAIL_LOOP_TENANT_HPP

#include <quartet/detail/config.hpp>
#include <quartet/detail/forks.hpp>
#include <quartet/detail/short_mutex.hpp>

#include <cstdint>
#include <mutex>

namespace quartet::detail {

class event_loop;

/// What has something in the io_context of a loop, and may outlive both.
/**
 * It is told before the loop ends, when the io_context is there still. It may leave in another
 * thread, at the same time; so one mutex guards all lists of tenants, for moments.
 *
 * In a forked child there is no loop, and nothing is to be touched that the parent's has.
 */
class QUARTET_DECL tenant
{
public:
    tenant(tenant const&) = delete;
    tenant& operator=(tenant const&) = delete;

    /// Whether it is in that loop.
    bool is_in(event_loop const& loop) const noexcept { return home_ == &loop && is_ours(); }

    /// Whether this process put it into its loop; not a parent.
    bool is_ours() const noexcept
    {
        return forks_ == quartet::detail::forks.load(std::memory_order_relaxed);
    }

    /// Of all tenants.
    static short_mutex& mutex() noexcept;

protected:
    tenant() = default;
    virtual ~tenant() = default;

    void enter(event_loop& loop) noexcept;

    /// Calls evict(), unless the loop has done so.
    void leave() noexcept;

private:
    friend class event_loop;

    /// Takes what it has out of the io_context. With the mutex of all tenants.
    virtual void evict() noexcept = 0;

    static void evict_all(event_loop& loop) noexcept;

    event_loop* home_ = nullptr;  // null: it has left
    tenant* previous_ = nullptr;
    tenant* next_ = nullptr;
    std::uint32_t forks_ = quartet::detail::forks.load(std::memory_order_relaxed);
};

}  // namespace quartet::detail

#endif
