# Copyright (c) 2026 the quartet authors
# Distributed under the Boost Software License, Version 1.0.

"""Nanoseconds to hand an item over in a queue for one."""
import asyncio
import time

COUNT = 30_000


async def put_all(queue):
    for i in range(COUNT):
        await queue.put(i)


async def get_all(queue):
    for _ in range(COUNT):
        await queue.get()


async def main():
    queue = asyncio.Queue(1)
    start = time.perf_counter()
    await asyncio.gather(put_all(queue), get_all(queue))
    print((time.perf_counter() - start) / COUNT * 1e9)


asyncio.run(main())
