# Copyright (c) 2026 the quartet authors
#
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#
# Listing 23: two tasks at the same time

import asyncio
import time


async def say_after(delay, what):
    await asyncio.sleep(delay)
    print(what)


async def main():
    print(f"started at {time.strftime('%X')}")
    t1 = asyncio.create_task(say_after(1, "hello"))
    t2 = asyncio.create_task(say_after(2, "hello"))
    await t1
    await t2
    print(f"finished at {time.strftime('%X')}")


if __name__ == "__main__":
    start = time.monotonic()
    asyncio.run(main())
    print("less than" if time.monotonic() - start < 3 else "not less than", "3 s")
