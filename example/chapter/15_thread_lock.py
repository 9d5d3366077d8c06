# Copyright (c) 2026 the quartet authors
#
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#
# Listing 15: a lock for threads

import threading

stock = 3
counter = threading.Lock()


def buy(customer):
    global stock
    with counter:
        served = stock > 0
        stock -= served
        print(f"子线程{customer}抢购" + ("成功" if served else "失败"))


if __name__ == "__main__":
    for customer in range(10):
        threading.Thread(target=buy, args=(customer,)).start()
