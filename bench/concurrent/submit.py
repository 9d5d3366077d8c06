# Copyright (c) 2026 the quartet authors
# Distributed under the Boost Software License, Version 1.0.
import time
from concurrent.futures import ThreadPoolExecutor


def nothing():
    pass


tasks = 20_000
start = time.perf_counter()
with ThreadPoolExecutor(2) as ex:
    for _ in range(tasks):
        ex.submit(nothing)
print(tasks / 1e6 / (time.perf_counter() - start))
