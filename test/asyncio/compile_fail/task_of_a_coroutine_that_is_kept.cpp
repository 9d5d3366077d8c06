// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// expect: quartet: a coroutine cannot be copied; give it away with std::move()
#include <quartet/asyncio/task.hpp>

namespace asyncio = quartet::asyncio;

void call(asyncio::Coroutine<void> what)
{
    asyncio::create_task(what);
}
