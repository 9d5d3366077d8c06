# Copyright (c) 2026 the quartet authors
# Distributed under the Boost Software License, Version 1.0.

"""Nanoseconds of an item from greenlet to greenlet through a Queue, back and forth."""
import time

import gevent
import gevent.queue

ITEMS = 30_000

there = gevent.queue.Queue()
back = gevent.queue.Queue()


def pong():
    for _ in range(ITEMS):
        back.put(there.get())


def ping():
    for i in range(ITEMS):
        there.put(i)
        back.get()


start = time.perf_counter()
gevent.joinall([gevent.spawn(pong), gevent.spawn(ping)])
print((time.perf_counter() - start) / (2 * ITEMS) * 1e9)
