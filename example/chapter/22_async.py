# Copyright (c) 2026 the quartet authors
#
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#
# Listing 22: one after the other

import asyncio
import time


async def say(delay, what):
    await asyncio.sleep(delay)
    print(what)


async def main():
    print(f"started at {time.strftime('%X')}")
    await say(1, "hello")
    await say(2, "world")
    print(f"finished at {time.strftime('%X')}")


asyncio.run(main())
