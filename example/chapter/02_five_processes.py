# Copyright (c) 2026 the quartet authors
#
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#
# Listing 2: five processes at a time

import multiprocessing as mp


def show(number):
    print(number)


if __name__ == "__main__":
    mp.set_start_method("spawn")
    children = [mp.Process(target=show, args=(i,)) for i in range(5)]
    for child in children:
        child.start()
    # Joined only now, so that all five run side by side.
    for child in children:
        child.join()
