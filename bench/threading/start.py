# Copyright (c) 2026 the quartet authors
# Distributed under the Boost Software License, Version 1.0.

"""Microseconds to start and join a thread."""
import threading
import time

TIMES = 1_000


def nothing():
    pass


def start_join():
    t = threading.Thread(target=nothing)
    t.start()
    t.join()


if __name__ == "__main__":
    for _ in range(100):
        start_join()
    start = time.perf_counter()
    for _ in range(TIMES):
        start_join()
    print((time.perf_counter() - start) / TIMES * 1e6)
