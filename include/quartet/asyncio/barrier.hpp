// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_BARRIER_HPP
#define QUARTET_ASYNCIO_BARRIER_HPP

#include <quartet/asyncio/coroutine.hpp>
#include <quartet/detail/config.hpp>
#include <quartet/threading/errors.hpp>

#include <memory>

namespace quartet::asyncio {

/// The barrier was broken or reset while a task waited at it.
using threading::BrokenBarrierError;

/// A place where tasks wait for each other (Python: `asyncio.Barrier`). It can be used again and again.
/**
 * A task that is cancelled while it waits goes, and another one must come in its place.
 *
 * @par Thread safety
 * None: for the tasks of one loop.
 */
class QUARTET_DECL Barrier
{
public:
    /// @throws ValueError if there are fewer than one.
    explicit Barrier(int parties);
    ~Barrier();

    /// Waits until all parties wait. Gives 0 to parties() - 1, to each another one.
    /// @throws BrokenBarrierError @throws CancelledError
    Coroutine<int> wait();

    /// Those who wait get BrokenBarrierError; it can be used again. (Python: a coroutine.)
    void reset() noexcept;

    /// Those who wait, and who will, get BrokenBarrierError, until reset().
    void abort() noexcept;

    int parties() const noexcept { return parties_; }
    int n_waiting() const noexcept;
    bool broken() const noexcept { return is_broken_; }

private:
    struct round;

    void end_round(bool is_broken) noexcept;

    int const parties_;
    bool is_broken_ = false;
    std::shared_ptr<round> round_;  // the present one; those who wait in it have it, too
};

}  // namespace quartet::asyncio

#endif
