# Copyright (c) 2026 the quartet authors
#
# Distributed under the Boost Software License, Version 1.0. (See accompanying
# file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#
# Listing 19: questions and answers in turn

import asyncio

total = 4


async def say(what):
    for i in range(1, total):
        print(f"{what}{i}")
        await asyncio.sleep(1)


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    tasks = [loop.create_task(say(what)) for what in ("问题", "回答")]
    for task in tasks:
        loop.run_until_complete(task)
