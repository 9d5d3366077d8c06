// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// expect: quartet: the function of this greenlet cannot be called with these arguments
#include <quartet/gevent/group.hpp>

void call()
{
    quartet::gevent::pool::Group group;
    group.spawn([](int) {});
}
