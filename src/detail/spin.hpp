// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_SPIN_HPP
#define QUARTET_SRC_DETAIL_SPIN_HPP

#include <quartet/detail/agent.hpp>

// Boost 1.81 has these two; since 1.83 they are in boost/core/yield_primitives.hpp.
#include <boost/smart_ptr/detail/sp_thread_pause.hpp>
#include <boost/smart_ptr/detail/sp_thread_yield.hpp>

#include <chrono>

namespace quartet::detail {

/// Asks again and again for some 50 us, before its caller goes to sleep.
/**
 * The other process is often just about to act, and to be woken takes as long as this. Now and
 * then it lets others have the processor, because the other process may be waiting for it.
 * A greenlet asks once: others of its thread may have something to do.
 * @param pauses how often it asks before it does so.
 * @return false if it was not ready in that time.
 */
template <class Ready>
bool spin(Ready ready, int pauses = 50)
{
    if (agent::current().is_cooperative())
    {
        return ready();
    }
    constexpr int yields = 40;
    // Whoever gets the processor may compute for milliseconds. Then it is time to sleep.
    auto const end = std::chrono::steady_clock::now() + std::chrono::microseconds(200);
    for (int round = 0; round < yields; ++round)
    {
        for (int i = 0; i < pauses; ++i)
        {
            if (ready())
            {
                return true;
            }
            boost::detail::sp_thread_pause();
        }
        boost::detail::sp_thread_yield();
        if (std::chrono::steady_clock::now() > end)
        {
            return ready();
        }
    }
    return false;
}

}  // namespace quartet::detail

#endif
