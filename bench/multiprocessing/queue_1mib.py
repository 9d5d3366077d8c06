# Copyright (c) 2026 the quartet authors
# Distributed under the Boost Software License, Version 1.0.

"""MiB a second in values of 1 MiB through a Queue, one producer, one consumer."""
import multiprocessing as mp
import time

ITEMS = 100


def produce(q):
    value = bytes(1 << 20)
    for _ in range(1 + ITEMS):
        q.put(value)


if __name__ == "__main__":
    q = mp.Queue()
    p = mp.Process(target=produce, args=(q,))
    p.start()
    q.get()  # it has started
    start = time.perf_counter()
    for _ in range(ITEMS):
        q.get()
    print(ITEMS / (time.perf_counter() - start))
    p.join()
