# Copyright (c) 2026 the quartet authors
# Distributed under the Boost Software License, Version 1.0.

"""Microseconds for an int through a Queue to another process and back."""
import multiprocessing as mp
import time

TIMES = 2_000


def echo(there, back):
    while (i := there.get()) is not None:
        back.put(i)


def round_trips(there, back, times):
    for i in range(times):
        there.put(i)
        back.get()


if __name__ == "__main__":
    there, back = mp.Queue(), mp.Queue()
    p = mp.Process(target=echo, args=(there, back))
    p.start()
    round_trips(there, back, 100)
    start = time.perf_counter()
    round_trips(there, back, TIMES)
    print((time.perf_counter() - start) / TIMES * 1e6)
    there.put(None)
    p.join()
