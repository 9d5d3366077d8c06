# Copyright (c) 2026 the quartet authors
# Distributed under the Boost Software License, Version 1.0.

"""Microseconds of a gather of 3 coroutines."""
import asyncio
import time

COUNT = 5_000


async def one():
    return 1


async def main():
    start = time.perf_counter()
    for _ in range(COUNT):
        await asyncio.gather(one(), one(), one())
    print((time.perf_counter() - start) / COUNT * 1e6)


asyncio.run(main())
