# Copyright (c) 2026 the quartet authors
# Distributed under the Boost Software License, Version 1.0.

"""Microseconds to spawn a greenlet and join it."""
import time

import gevent

COUNT = 10_000


def nothing():
    pass


start = time.perf_counter()
for _ in range(COUNT):
    gevent.spawn(nothing).join()
print((time.perf_counter() - start) / COUNT * 1e6)
