// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// expect: quartet: this function cannot be called with elements of these ranges
#include <quartet/gevent/pool.hpp>

#include <string>
#include <vector>

void call()
{
    quartet::gevent::pool::Pool pool;
    pool.map([](std::string const&) { return 1; }, std::vector<int>());
}
