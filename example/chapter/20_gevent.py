# Copyright (c) 2026 the quartet authors
#
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#
# Listing 20: greenlets

import random

import gevent

stock = 3


def buy(customer):
    global stock
    gevent.sleep(random.random())
    served = stock > 0
    stock -= served
    print(f"协程{customer}抢购" + ("成功" if served else "失败"))


if __name__ == "__main__":
    gevent.joinall([gevent.spawn(buy, customer) for customer in range(10)])
