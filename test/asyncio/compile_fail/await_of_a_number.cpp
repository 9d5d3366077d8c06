// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// expect: quartet: a coroutine of asyncio cannot await this
#include <quartet/asyncio/coroutine.hpp>

namespace asyncio = quartet::asyncio;

asyncio::Coroutine<void> call()
{
    co_await 5;
}
