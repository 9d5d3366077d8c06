// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MULTIPROCESSING_EVENT_HPP
#define QUARTET_MULTIPROCESSING_EVENT_HPP

#include <quartet/multiprocessing/detail/shared_handle.hpp>
#include <quartet/timeout.hpp>

namespace quartet::multiprocessing {

namespace detail {
class event_core;
QUARTET_DECL std::string send(event_core const& core);
QUARTET_DECL void receive(std::string const& name, std::shared_ptr<event_core>& core);
}  // namespace detail

/// A flag that processes can wait for (Python: `multiprocessing.Event`).
/**
 * set() wakes all who wait at that moment, even if clear() follows at once. In Python set() hangs
 * when a waiter was killed; here it waits for nobody.
 *
 * @par Example
 * @code
 * void work(mp::Event go) { go.wait(); }
 * @endcode
 *
 * @par Thread safety
 * Distinct objects, shared objects: safe, except for assignment. Copies refer to the same event.
 *
 * @par Blocking
 * wait() blocks the calling thread or greenlet. Signals do not end the wait.
 *
 * @par Between processes
 * Send it as an argument, a result or an item of a queue. A process that is killed anywhere leaves
 * it as it was or changed; whom it had not yet woken sees the change within about 0.1 s.
 */
class QUARTET_DECL Event : public detail::shared_handle<detail::event_core>
{
public:
    /// Not set. @throws OSError when there is no room in /dev/shm.
    Event();

    /// Empty, to be loaded into.
    explicit Event(quartet::detail::unpickled_t) noexcept {}

    bool is_set() const noexcept;

    /// Sets the flag and wakes all who wait.
    void set() noexcept;

    /// Takes the flag back.
    void clear() noexcept;

    /// Waits until the flag is set, or was set in the meantime.
    /// @param limit seconds; a negative one counts as 0.
    /// @return false if the time ran out.
    bool wait(timeout limit = {}) const;
};

}  // namespace quartet::multiprocessing

#endif
