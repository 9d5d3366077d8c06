# Copyright (c) 2026 the quartet authors
# Distributed under the Boost Software License, Version 1.0.

"""Millions of ints a second through a Queue of 1024, four producers, four consumers."""
import queue
import threading
import time

PAIRS = 4
ITEMS = 80_000


def produce(q):
    for i in range(ITEMS // PAIRS):
        q.put(i)


def consume(q):
    for _ in range(ITEMS // PAIRS):
        q.get()


q = queue.Queue(1024)
threads = [threading.Thread(target=f, args=(q,)) for _ in range(PAIRS) for f in (produce, consume)]
start = time.perf_counter()
for t in threads:
    t.start()
for t in threads:
    t.join()
print(ITEMS / (time.perf_counter() - start) / 1e6)
