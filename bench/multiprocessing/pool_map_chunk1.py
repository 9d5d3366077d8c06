# Copyright (c) 2026 the quartet authors
# Distributed under the Boost Software License, Version 1.0.

"""Thousands of ints a second through Pool.map of two workers, in chunks of one."""
import multiprocessing as mp
import time

ITEMS = 10_000


def negated(x):
    return -x


if __name__ == "__main__":
    with mp.Pool(2) as pool:
        pool.map(negated, range(1000), 1)
        start = time.perf_counter()
        pool.map(negated, range(ITEMS), 1)
        print(ITEMS / (time.perf_counter() - start) / 1e3)
