// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_THREADING_TIMER_HPP
#define QUARTET_THREADING_TIMER_HPP

#include <quartet/threading/event.hpp>
#include <quartet/threading/thread.hpp>

#include <memory>
#include <utility>

namespace quartet::threading {

/// A thread that waits before it calls its target (Python: `threading.Timer`).
/**
 * @par Example
 * @code
 * threading::Timer t(30.0, [] { std::cout << "hello, world\n"; });
 * t.start();
 * @endcode
 *
 * @par Thread safety
 * As Thread.
 */
class QUARTET_DECL Timer : public Thread
{
public:
    /// @param interval seconds.
    template <class F, class... Args>
    Timer(timeout interval, F&& function, Args&&... args)
        : Timer(
              std::make_shared<Event>(),
              interval,
              bind(std::forward<F>(function), std::forward<Args>(args)...))
    {}

    /// If it has not called its target yet, it never will. May be repeated.
    void cancel();

private:
    Timer(
        std::shared_ptr<Event> finished,
        timeout interval,
        std::shared_ptr<detail::thread_target> function);

    std::shared_ptr<Event> finished_;
};

}  // namespace quartet::threading

#endif
