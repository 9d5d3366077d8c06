# Copyright (c) 2026 the quartet authors
# Distributed under the Boost Software License, Version 1.0.

"""Nanoseconds of a sleep(0)."""
import asyncio
import time

COUNT = 100_000


async def main():
    start = time.perf_counter()
    for _ in range(COUNT):
        await asyncio.sleep(0)
    print((time.perf_counter() - start) / COUNT * 1e9)


asyncio.run(main())
