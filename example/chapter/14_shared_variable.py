# Copyright (c) 2026 the quartet authors
#
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#
# Listing 14: threads share what is global

import threading

stock = 0


def produce():
    global stock
    print(f"生产前数量 : {stock}")
    stock += 3
    print(f"生产后数量 : {stock}")


def consume():
    global stock
    print(f"消费前数量 : {stock}")
    stock -= stock
    print(f"消费后数量 : {stock}")


if __name__ == "__main__":
    producer = threading.Thread(target=produce)
    producer.start()
    producer.join()
    threading.Thread(target=consume).start()
