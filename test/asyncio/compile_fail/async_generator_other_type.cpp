// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// expect: quartet: this is not what the asynchronous generator yields
#include <quartet/asyncio/async_generator.hpp>

#include <string>

quartet::asyncio::AsyncGenerator<int> numbers()
{
    co_yield std::string("one");
}
