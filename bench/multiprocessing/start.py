# Copyright (c) 2026 the quartet authors
# Distributed under the Boost Software License, Version 1.0.

"""Microseconds to start and join a spawned process."""
import multiprocessing as mp
import time

TIMES = 8


def nothing():
    pass


def start_join(ctx):
    p = ctx.Process(target=nothing)
    p.start()
    p.join()


if __name__ == "__main__":
    ctx = mp.get_context("spawn")
    start_join(ctx)
    start = time.perf_counter()
    for _ in range(TIMES):
        start_join(ctx)
    print((time.perf_counter() - start) / TIMES * 1e6)
