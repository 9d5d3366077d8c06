// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// expect: quartet: a function that returns nothing has no timeout_value; see Timeout::run()
#include <quartet/gevent/with_timeout.hpp>

void call()
{
    quartet::gevent::with_timeout(quartet::gevent::timeout_value{1}, 2, [] {});
}
