// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// expect: quartet: gevent::wait() waits for greenlets, events, semaphores, AsyncResults and futures
#include <quartet/gevent/wait.hpp>

#include <vector>

void call()
{
    quartet::gevent::wait(std::vector<int>{1});
}
