# Copyright (c) 2026 the quartet authors
# Distributed under the Boost Software License, Version 1.0.

"""Nanoseconds to create a task and finish it."""
import asyncio
import time

COUNT = 50_000
BATCH = 100


async def one():
    pass


async def main():
    start = time.perf_counter()
    for _ in range(COUNT // BATCH):
        for _ in range(BATCH):
            asyncio.create_task(one())
        await asyncio.sleep(0)
    print((time.perf_counter() - start) / COUNT * 1e9)


asyncio.run(main())
