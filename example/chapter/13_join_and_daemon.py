# Copyright (c) 2026 the quartet authors
#
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#
# Listing 13: join, is_alive, and a daemonic thread

import threading
import time


def work(number):
    time.sleep(1)
    print(f"子线程{number}执行")


if __name__ == "__main__":
    print("主线程开始")
    first = threading.Thread(target=work, args=(1,))
    first.start()
    print("子线程 1 阻塞")
    first.join()
    print(f"子线程 1 是否存活: {first.is_alive()}")
    # Daemonic: the program does not wait for it.
    second = threading.Thread(target=work, args=(2,), daemon=True)
    second.start()
    print("主线程结束")
