// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// expect: quartet: joinall() takes a range of greenlets
#include <quartet/gevent/joinall.hpp>
#include <quartet/threading/event.hpp>

#include <vector>

void call()
{
    quartet::gevent::joinall(std::vector<quartet::threading::Event*>());
}
