# Copyright (c) 2026 the quartet authors
#
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#
# Listing 10: five threads

import threading


def greet(number):
    print(f"线程{number}")


if __name__ == "__main__":
    for number in range(5):
        threading.Thread(target=greet, args=(number,)).start()
