// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// expect: quartet: nothing can be sent to an AsyncGenerator<Yield>
#include <quartet/asyncio/async_generator.hpp>

quartet::asyncio::Coroutine<void> sends(quartet::asyncio::AsyncGenerator<int>& to)
{
    co_await to.asend(1);
}
