# Copyright (c) 2026 the quartet authors
# Distributed under the Boost Software License, Version 1.0.

"""Nanoseconds that a next() takes."""
import time

STEPS = 2_000_000


def count():
    i = 0
    while True:
        yield i
        i += 1


def run():
    c = count()
    for _ in range(STEPS):
        last = next(c)


start = time.perf_counter()
run()
print((time.perf_counter() - start) / STEPS * 1e9)
