# Copyright (c) 2026 the quartet authors
# Distributed under the Boost Software License, Version 1.0.

"""Nanoseconds to await a coroutine that returns at once."""
import asyncio
import time

COUNT = 500_000


async def ready():
    return 1


async def main():
    start = time.perf_counter()
    for _ in range(COUNT):
        await ready()
    print((time.perf_counter() - start) / COUNT * 1e9)


asyncio.run(main())
