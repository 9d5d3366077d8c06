# Copyright (c) 2026 the quartet authors
#
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#
# Listing 16: the GIL, no GIL, and a lock

import threading
import time

THREADS = 5
EACH = 100000

num = 0
lock = threading.Lock()


def count(total):
    global num
    # This interpreter changes threads at the end of a round, and calls of functions, only.
    while total:
        num += 1
        total -= 1


def count_with_a_gap(total):
    global num
    while total:
        before = num
        # Another thread runs now and then between the two, as it might at any time without a GIL.
        if total % 1000 == 0:
            time.sleep(0)
        num = before + 1
        total -= 1


def count_with_the_lock(total):
    global num
    while total:
        with lock:
            num += 1
        total -= 1


def run(target):
    global num
    num = 0
    counters = [threading.Thread(target=target, args=(EACH,)) for _ in range(THREADS)]
    for counter in counters:
        counter.start()
    for counter in counters:
        counter.join()


if __name__ == "__main__":
    run(count)
    print(f"num 值为：{num}")
    run(count_with_a_gap)
    print(f"没有 GIL，丢失：{THREADS * EACH - num}")
    run(count_with_the_lock)
    print(f"加锁，num 值为：{num}")
