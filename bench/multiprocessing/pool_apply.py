# Copyright (c) 2026 the quartet authors
# Distributed under the Boost Software License, Version 1.0.

"""Microseconds for a Pool.apply, two workers."""
import multiprocessing as mp
import time

TIMES = 1_000


def negated(x):
    return -x


if __name__ == "__main__":
    with mp.Pool(2) as pool:
        for i in range(100):
            pool.apply(negated, (i,))
        start = time.perf_counter()
        for i in range(TIMES):
            pool.apply(negated, (i,))
        print((time.perf_counter() - start) / TIMES * 1e6)
