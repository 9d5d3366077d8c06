# Copyright (c) 2026 the quartet authors
# Distributed under the Boost Software License, Version 1.0.

"""Nanoseconds of sleep(0), with 100 greenlets."""
import time

import gevent

GREENLETS = 100
TURNS = 1_000


def run():
    for _ in range(TURNS):
        gevent.sleep(0)


start = time.perf_counter()
gevent.joinall([gevent.spawn(run) for _ in range(GREENLETS)])
print((time.perf_counter() - start) / (GREENLETS * TURNS) * 1e9)
