# Copyright (c) 2026 the quartet authors
# Distributed under the Boost Software License, Version 1.0.
import operator
import time
from concurrent.futures import ProcessPoolExecutor

if __name__ == "__main__":
    tasks = 5_000
    with ProcessPoolExecutor(2) as ex:
        ex.submit(operator.neg, 1).result()
        start = time.perf_counter()
        futures = [ex.submit(operator.neg, i) for i in range(tasks)]
        for each in futures:
            each.result()
        print(tasks / 1e3 / (time.perf_counter() - start))
