# Copyright (c) 2026 the quartet authors
#
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#
# Listing 7: a queue between two processes

import multiprocessing as mp


def show_until_false(values):
    while value := values.get():
        print(value)


if __name__ == "__main__":
    mp.set_start_method("spawn")
    values = mp.Queue()
    reader = mp.Process(target=show_until_false, args=(values,))
    reader.start()
    for value in [1, "0", False, 1.1]:
        values.put(value)
    reader.join()
