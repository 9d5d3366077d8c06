# Copyright (c) 2026 the quartet authors
#
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#
# Listing 17: questions and answers with yield


def ask():
    for i in range(1, 4):
        print(f"问题{i}")
        yield i
    yield None


def answer():
    ask1 = ask()
    i = ask1.send(None)
    while i:
        print(f"回答{i}")
        i = ask1.send(i)


if __name__ == "__main__":
    answer()
