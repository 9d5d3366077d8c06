# Copyright (c) 2026 the quartet authors
#
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#
# Listing 18: a coroutine object

import asyncio


async def say(delay):
    await asyncio.sleep(delay)


print(say(1))
