// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MULTIPROCESSING_BARRIER_HPP
#define QUARTET_MULTIPROCESSING_BARRIER_HPP

#include <quartet/multiprocessing/detail/barrier_action.hpp>
#include <quartet/multiprocessing/detail/shared_handle.hpp>
#include <quartet/threading/errors.hpp>
#include <quartet/timeout.hpp>

#include <cstddef>
#include <optional>
#include <type_traits>

namespace quartet::multiprocessing {

using threading::BrokenBarrierError;

namespace detail {
class barrier_core;
QUARTET_DECL std::string send(barrier_core const& core);
QUARTET_DECL void receive(std::string const& bytes, std::shared_ptr<barrier_core>& core);
}  // namespace detail

/// Where a number of processes wait for each other, again and again (Python:
/// `multiprocessing.Barrier`).
/**
 * All of the parties pass, or none: a timeout, abort(), reset() or the death of a party breaks the
 * barrier for all the others. (Python's waits for ever for a party that was killed.)
 *
 * @par Example
 * @code
 * void phase(mp::Barrier barrier)
 * {
 *     prepare();
 *     if (barrier.wait() == 0) { announce(); }   // one of them
 * }
 * mp::Barrier barrier(4);
 * @endcode
 *
 * @par Thread safety
 * Distinct objects, shared objects: safe, except for assignment. Copies refer to the same barrier.
 * Threads are parties as processes are.
 *
 * @par Blocking
 * wait() blocks the calling thread or greenlet. Signals do not end the wait.
 *
 * @par Between processes
 * Send it as an argument, a result or an item of a queue. The action goes along as a copy, and
 * runs in the process that arrives last. When a party is killed while it waits or runs the action,
 * the others get BrokenBarrierError within about 0.1 s.
 */
class QUARTET_DECL Barrier : public detail::shared_handle<detail::barrier_core>
{
public:
    /// @param parties how many wait for each other.
    /// @param limit the default of wait().
    /// @throws ValueError if parties < 1. @throws OSError when there is no room in /dev/shm.
    explicit Barrier(int parties, std::nullptr_t action = {}, timeout limit = {});

    /// The same. No action is `nullptr`, `std::nullopt` or `{}`.
    Barrier(int parties, std::nullopt_t, timeout limit = {})
        : Barrier(parties, nullptr, limit)
    {}

    /// @param action called without arguments by the last to arrive, while the others still wait: a
    /// function, a captureless lambda, or a function object that Boost.Serialization can serialise.
    template <class Action>
    requires(
        !std::is_null_pointer_v<std::decay_t<Action>> &&
        !std::is_same_v<std::decay_t<Action>, std::nullopt_t>)
        Barrier(int parties, Action&& action, timeout limit = {})
        : Barrier(
              parties,
              std::make_shared<detail::barrier_action_of<std::decay_t<Action>>>(
                  std::forward<Action>(action)),
              limit,
              with_action())
    {}

    /// Empty, to be loaded into.
    explicit Barrier(quartet::detail::unpickled_t) noexcept {}

    /// How many wait for each other.
    int parties() const noexcept;

    /// How many wait now; 0 when it is broken.
    int n_waiting() const;

    /// Whether wait() would throw, until a reset().
    bool broken() const;

    /// Waits until all parties do.
    /// @param limit seconds; none: the barrier's default; a negative one counts as 0. It limits the
    /// wait for the others' arrival; an action that has begun is not cut short.
    /// @return a number from 0 to parties() - 1, which no other party gets this time.
    /// @throws BrokenBarrierError if the barrier is broken or reset, or the time ran out.
    /// @throws what the action throws, in its process; the others get BrokenBarrierError.
    int wait(timeout limit = {});

    /// Makes it as new. Who waits gets BrokenBarrierError.
    void reset();

    /// Breaks it: who waits, and who comes before a reset(), gets BrokenBarrierError.
    void abort();

private:
    struct with_action
    {};
    Barrier(
        int parties,
        std::shared_ptr<detail::barrier_action> action,
        timeout const& limit,
        with_action);
};

}  // namespace quartet::multiprocessing

#endif
