// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_UTIL_HPP
#define QUARTET_GEVENT_UTIL_HPP

#include <quartet/detail/config.hpp>
#include <quartet/timeout.hpp>

#include <functional>
#include <iosfwd>
#include <memory>
#include <string>

/// What helps to find out why a program does not go on (Python: `gevent.util`, `gevent._monitor`).
namespace quartet::gevent::util {

/// All threads with their stacks, and all greenlets: where each waits, for how long, and its stack
/// (Python: `gevent.util.format_run_info`).
/**
 * The stack of another thread is looked at by a signal, SIGURG, and its greenlets by its loop. A
 * thread that blocks the signal, and a loop that does not come round within 0.1 s, have none.
 *
 * @par Blocking
 * The calling thread, for moments.
 */
QUARTET_DECL std::string format_run_info();

/// Prints it (Python: `gevent.util.print_run_info`). The first form prints on std::cerr.
QUARTET_DECL void print_run_info();
QUARTET_DECL void print_run_info(std::ostream& out);

/// A greenlet that has kept its loop from others.
struct EventLoopBlocked
{
    std::string greenlet;  ///< its name
    double blocking_time;  ///< seconds so far
    std::string stack;     ///< where it is, a frame a line
};

/// The keyword arguments of PeriodicMonitoringThread.
struct MonitorOptions
{
    timeout max_blocking_time = 0.1;  ///< seconds that a greenlet may run without waiting

    /// Is told, in the monitoring thread. None: it is printed on standard error.
    std::function<void(EventLoopBlocked const&)> on_blocked = {};
};

/// While it lives, a thread watches the greenlets of the thread that made it (Python:
/// `gevent._monitor.PeriodicMonitoringThread`).
/**
 * A greenlet that runs for longer than it may without waiting is reported once, with its stack.
 *
 * @par Example
 * @code
 * gevent::util::PeriodicMonitoringThread monitor({.max_blocking_time = 0.05});
 * @endcode
 *
 * @par Thread safety
 * Belongs to the thread that made it.
 */
class QUARTET_DECL PeriodicMonitoringThread
{
public:
    /// @throws ValueError for a max_blocking_time that is not above 0, or none.
    explicit PeriodicMonitoringThread(MonitorOptions options = {});
    ~PeriodicMonitoringThread();
    PeriodicMonitoringThread(PeriodicMonitoringThread const&) = delete;
    PeriodicMonitoringThread& operator=(PeriodicMonitoringThread const&) = delete;

private:
    struct monitor;
    std::unique_ptr<monitor> monitor_;
};

}  // namespace quartet::gevent::util

#endif
