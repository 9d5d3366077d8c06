# Copyright (c) 2026 the quartet authors
# Distributed under the Boost Software License, Version 1.0.

"""Microseconds to await a call in a process."""
import asyncio
import concurrent.futures
import time

COUNT = 500


def square(x):
    return x * x


async def main():
    loop = asyncio.get_running_loop()
    with concurrent.futures.ProcessPoolExecutor(1) as pool:
        await loop.run_in_executor(pool, square, 1)
        start = time.perf_counter()
        for _ in range(COUNT):
            await loop.run_in_executor(pool, square, 2)
        print((time.perf_counter() - start) / COUNT * 1e6)


if __name__ == "__main__":
    asyncio.run(main())
