# Copyright (c) 2026 the quartet authors
#
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#
# Listing 6: a queue

import multiprocessing as mp

if __name__ == "__main__":
    numbers = mp.Queue(3)
    for number in (1, 2, 3):
        numbers.put(number)
    print(numbers.full())
    print(numbers.qsize())
    for _ in range(3):
        print(numbers.get())
    print(numbers.empty())
