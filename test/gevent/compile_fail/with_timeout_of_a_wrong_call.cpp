// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// expect: quartet: the function of with_timeout cannot be called with these arguments
#include <quartet/gevent/with_timeout.hpp>

#include <string>

void call()
{
    quartet::gevent::with_timeout(2, [](std::string const&) {}, 1);
}
