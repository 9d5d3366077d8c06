# Copyright (c) 2026 the quartet authors
#
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#
# Listing 12: a thread that can be told to stop

import threading
import time


class Ticker(threading.Thread):
    def __init__(self, number):
        super().__init__(name=str(number))
        self.stopped = False

    def run(self):
        # The condition comes last: stop() may be called before this thread runs for the first time.
        while True:
            print(f"线程{self.name}")
            time.sleep(1)
            if self.stopped:
                break

    def stop(self):
        self.stopped = True


if __name__ == "__main__":
    ticker = Ticker(1)
    ticker.start()
    ticker.stop()
