# Copyright (c) 2026 the quartet authors
#
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#
# Listing 9: with a lock

import multiprocessing as mp
import os
import tempfile


def buy(i, lock):
    with lock:
        with open("product") as stock:
            left = int(stock.read())
        if left > 0:
            left -= 1
            print(f"子进程{i}抢购成功！", flush=True)
        else:
            print(f"子进程{i}抢购失败！", flush=True)
        with open("product", "w") as stock:
            stock.write(str(left))


if __name__ == "__main__":
    mp.set_start_method("spawn")
    lock = mp.Lock()
    with tempfile.TemporaryDirectory(prefix="shop-") as shop:
        os.chdir(shop)
        with open("product", "w") as stock:
            stock.write("3")
        customers = [mp.Process(target=buy, args=(i, lock)) for i in range(10)]
        for customer in customers:
            customer.start()
        for customer in customers:
            customer.join()
