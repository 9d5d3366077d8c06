# Copyright (c) 2026 the quartet authors
#
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#
# Listing 11: a class that is a thread

import threading


class Greeter(threading.Thread):
    def __init__(self, number):
        super().__init__(name=str(number))

    def run(self):
        print(f"线程{self.name}")


if __name__ == "__main__":
    greeters = [Greeter(number) for number in range(5)]
    for greeter in greeters:
        greeter.start()
