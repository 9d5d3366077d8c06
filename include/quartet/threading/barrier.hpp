// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_THREADING_BARRIER_HPP
#define QUARTET_THREADING_BARRIER_HPP

#include <quartet/detail/config.hpp>
#include <quartet/threading/errors.hpp>
#include <quartet/timeout.hpp>

#include <functional>
#include <memory>

namespace quartet::threading {

/// A fixed number of threads wait for each other, again and again (Python: `threading.Barrier`).
/**
 * When the time of one that waits runs out, or the action throws, the barrier is broken for all
 * until reset().
 *
 * @par Thread safety
 * Safe, except for destruction. It is neither copied nor moved.
 *
 * @par Blocking
 * wait() blocks the calling thread or greenlet.
 */
class QUARTET_DECL Barrier
{
public:
    /// @param parties how many threads. @throws ValueError below 1.
    /// @param action is called by the one that arrives last, before all go on.
    /// @param limit seconds, of each wait() without a limit of its own.
    explicit Barrier(int parties, std::function<void()> action = {}, timeout limit = {});
    ~Barrier();
    Barrier(Barrier const&) = delete;
    Barrier& operator=(Barrier const&) = delete;

    /// Waits until all parties have come.
    /// @param limit seconds; a negative one counts as 0; none: the barrier's.
    /// @return a number from 0 to parties() - 1, for each party another one.
    /// @throws BrokenBarrierError if it is broken, or reset meanwhile. What the action throws, for
    /// the one that calls it.
    int wait(timeout limit = {});

    /// Breaks it: all who wait, and all to come, get BrokenBarrierError.
    void abort();

    /// As new. Those who wait get BrokenBarrierError.
    void reset();

    int parties() const noexcept;
    int n_waiting() const;  ///< how many have come, at this moment
    bool broken() const;

private:
    struct core;
    std::unique_ptr<core> core_;
};

}  // namespace quartet::threading

#endif
