// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_DETAIL_REF_HPP
#define QUARTET_ASYNCIO_DETAIL_REF_HPP

#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>

#include <atomic>
#include <sys/single_threaded.h>

namespace quartet::asyncio::detail {

template <class T>
using ref = boost::intrusive_ptr<T>;

/// Counts as std::shared_ptr does: atomically, once the program has a second thread.
/** A task is counted up and down six times: a third of what it costs, with atomic operations. */
struct counter_policy
{
    using type = std::atomic<unsigned>;

    static unsigned load(type const& counter) noexcept
    {
        return counter.load(std::memory_order_acquire);
    }

    static void increment(type& counter) noexcept { add_one(counter); }

    /// @return the new value.
    static unsigned add_one(type& counter) noexcept
    {
        if (__libc_single_threaded)
        {
            unsigned const next = counter.load(std::memory_order_relaxed) + 1;
            counter.store(next, std::memory_order_relaxed);
            return next;
        }
        return counter.fetch_add(1, std::memory_order_relaxed) + 1;
    }

    /// @return how many are left.
    static unsigned decrement(type& counter) noexcept
    {
        if (__libc_single_threaded)
        {
            unsigned const left = counter.load(std::memory_order_relaxed) - 1;
            counter.store(left, std::memory_order_relaxed);
            return left;
        }
        return counter.fetch_sub(1, std::memory_order_acq_rel) - 1;
    }
};

template <class T>
using counted = boost::intrusive_ref_counter<T, counter_policy>;

}  // namespace quartet::asyncio::detail

#endif
