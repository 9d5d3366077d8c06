# Copyright (c) 2026 the quartet authors
#
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#
# Listing 5: the members of a process

import multiprocessing as mp
import time


def work(x):
    # Long work: it is killed in the middle of it, on the fastest machine too.
    time.sleep(60)
    print(x)


if __name__ == "__main__":
    mp.set_start_method("spawn")
    child = mp.Process(name="demo", target=work, args=(1,))
    child.daemon = True
    child.start()
    print(child.name)
    print(child.pid)
    print(child.is_alive())
    child.kill()
    child.terminate()
    # Both only send a signal. Until join returns, exitcode may be None and close may refuse.
    child.join()
    print(child.exitcode)
    child.close()
