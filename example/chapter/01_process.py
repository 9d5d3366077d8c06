# Copyright (c) 2026 the quartet authors
#
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#
# Listing 1: a process with an argument

import multiprocessing as mp
import os


def report(name):
    print(f"name: {name}")
    print(f"parent process id: {os.getppid()}")
    print(f"sub process id: {os.getpid()}")


if __name__ == "__main__":
    mp.set_start_method("spawn")
    print(f"parent process id：{os.getpid()}")
    child = mp.Process(target=report, args=("bob",))
    child.start()
    child.join()
