# Copyright (c) 2026 the quartet authors
# Distributed under the Boost Software License, Version 1.0.

"""Millions of ints a second through a Queue, one producer, one consumer."""
import multiprocessing as mp
import time

ITEMS = 80_000


def produce(q):
    for i in range(1 + ITEMS):
        q.put(i)


if __name__ == "__main__":
    q = mp.Queue()
    p = mp.Process(target=produce, args=(q,))
    p.start()
    q.get()  # it has started
    start = time.perf_counter()
    for _ in range(ITEMS):
        q.get()
    print(ITEMS / (time.perf_counter() - start) / 1e6)
    p.join()
