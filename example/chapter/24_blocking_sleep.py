# Copyright (c) 2026 the quartet authors
#
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#
# Listing 24: a sleep that blocks all tasks

import asyncio
import time


async def say(delay, what):
    time.sleep(delay)
    await asyncio.sleep(0)
    print(what)


async def main():
    await asyncio.gather(say(1, "hello"), say(2, "world"))


if __name__ == "__main__":
    start = time.monotonic()
    asyncio.run(main())
    print("less than" if time.monotonic() - start < 3 else "not less than", "3 s")
