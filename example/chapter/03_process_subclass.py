# Copyright (c) 2026 the quartet authors
#
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#
# Listing 3: a class that is a process

import multiprocessing as mp
import os


class Reporter(mp.Process):
    def __init__(self, name):
        super().__init__()
        self.name = name

    def run(self):
        print(f"name: {self.name}")
        print(f"sub process: {os.getpid()}")


if __name__ == "__main__":
    mp.set_start_method("spawn")
    print(f"parent process: {os.getpid()}")
    reporter = Reporter("bob")
    reporter.start()
