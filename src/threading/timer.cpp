// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/threading/timer.hpp>

namespace quartet::threading {

Timer::Timer(
    std::shared_ptr<Event> finished,
    timeout interval,
    std::shared_ptr<detail::thread_target> function)
    : Thread([finished, interval, function] {
        if (!finished->wait(interval))
        {
            function->call();
        }
        finished->set();
    })
    , finished_(std::move(finished))
{}

void Timer::cancel()
{
    finished_->set();
}

}  // namespace quartet::threading
