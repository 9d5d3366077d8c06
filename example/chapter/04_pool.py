# Copyright (c) 2026 the quartet authors
#
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#
# Listing 4: a pool of five processes

import multiprocessing as mp


def show(number):
    print(number)


if __name__ == "__main__":
    mp.set_start_method("spawn")
    with mp.Pool(5) as pool:
        pool.map(show, range(100))
