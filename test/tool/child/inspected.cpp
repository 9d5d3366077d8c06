// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// What is looked at from outside. The argument says what it does; it prints "ready" when it is at it.
#include <quartet/asyncio.hpp>
#include <quartet/gevent.hpp>

#include <atomic>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace asyncio = quartet::asyncio;
namespace gevent = quartet::gevent;
using asyncio::Coroutine;

namespace {

void ready()
{
    std::cout << "ready" << std::endl;
}

/// When all that is ready now has run, and what that makes ready, and so on.
void ready_after(int rounds)
{
    asyncio::get_running_loop().call_soon(
        [rounds] { rounds > 0 ? ready_after(rounds - 1) : ready(); });
}

Coroutine<void> for_ever()
{
    co_await asyncio::sleep(std::nullopt);
}

Coroutine<void> outer()
{
    co_await for_ever();
}

Coroutine<void> deep(int levels)
{
    if (levels == 0)
    {
        co_await for_ever();
    }
    else
    {
        co_await deep(levels - 1);
    }
}

Coroutine<void> gets(asyncio::Queue<int>& queue)
{
    co_await queue.get();
}

Coroutine<void> locks(asyncio::Lock& lock)
{
    co_await lock.acquire();
}

Coroutine<void> groups()
{
    auto body = [](asyncio::TaskGroup& group) -> Coroutine<void> {
        group.create_task({.name = "in a group"}, for_ever());
        co_return;
    };
    co_await asyncio::with(asyncio::TaskGroup(), body);
}

Coroutine<void> awaits(asyncio::Task<void> task)
{
    co_await task;
}

Coroutine<void> awaits_greenlet()
{
    auto const sleeper = gevent::spawn({.name = "asleep"}, [] { gevent::sleep(3600); });
    co_await sleeper;
}

/// A bit of everything.
Coroutine<void> all()
{
    asyncio::Queue<int> queue;
    asyncio::Lock lock;
    co_await lock.acquire();
    auto const shared = asyncio::create_task({.name = "shared"}, outer());
    auto const waits = gevent::spawn({.name = "waits for a task"}, [&] { shared.get(); });
    auto const joins = gevent::spawn({.name = "joins"}, [&] { waits.join(); });
    auto const joins_all = gevent::spawn(
        {.name = "joins all"}, [&] { gevent::joinall(std::vector<gevent::greenlet>{waits}); });
    auto const gets_it = asyncio::create_task({.name = "gets"}, gets(queue));
    auto const locks_it = asyncio::create_task({.name = "locks"}, locks(lock));
    auto const group = asyncio::create_task({.name = "group"}, groups());
    auto const of_greenlet = asyncio::create_task({.name = "awaits a greenlet"}, awaits_greenlet());
    auto const also = asyncio::create_task({.name = "awaits\x1b[2J"}, awaits(shared));
    ready_after(10);
    co_await asyncio::gather(shared, gets_it, locks_it, group, of_greenlet, also);
}

/// As many as a server has.
Coroutine<void> many()
{
    std::vector<asyncio::Task<void>> tasks{asyncio::create_task({.name = "deep"}, deep(5000))};
    std::vector<gevent::greenlet> greenlets;
    for (int i = 0; i != 2000; ++i)
    {
        tasks.push_back(asyncio::create_task(awaits(tasks.back())));
        greenlets.push_back(gevent::spawn([] { gevent::sleep(3600); }));
    }
    auto const joins = gevent::spawn({.name = "joins"}, [&] { gevent::joinall(greenlets); });
    ready_after(10);
    co_await asyncio::gather(tasks);
}

Coroutine<void> cycle()
{
    std::map<std::string, asyncio::Task<void>> tasks;
    auto const await_it = [&](std::string name) -> Coroutine<void> {
        co_await asyncio::sleep(0);
        co_await tasks.at(name);
    };
    for (auto const& [name, whom] : {std::pair("a", "b"), std::pair("b", "c"), std::pair("c", "b")})
    {
        tasks.emplace(name, asyncio::create_task({.name = name}, await_it(whom)));
    }
    ready_after(10);
    co_await for_ever();
}

/// A task keeps the loop from all others.
Coroutine<void> blocks()
{
    auto const other = asyncio::create_task({.name = "other"}, for_ever());
    co_await asyncio::sleep(0);
    auto const next = asyncio::create_task({.name = "next"}, for_ever());
    ready();
    while (true)
    {
        ::usleep(1000);
    }
}

Coroutine<int> number(int i)
{
    co_await asyncio::sleep(0);
    co_return i;
}

Coroutine<void> changes_without_end()
{
    while (true)
    {
        co_await asyncio::gather(number(1), number(2));
        auto const named =
            asyncio::create_task({.name = "a name that does not lie in the string"}, number(3));
        co_await named;
        std::vector<gevent::greenlet> all;
        for (int i = 0; i != 3; ++i)
        {
            all.push_back(gevent::spawn([] { gevent::sleep(0); }));
        }
        co_await asyncio::to_greenlet([&] { gevent::joinall(all); });
    }
}

Coroutine<void> changes()
{
    std::vector<asyncio::task> all;
    for (int i = 0; i != 5; ++i)
    {
        all.push_back(asyncio::create_task(changes_without_end()));
    }
    ready_after(1);
    co_await asyncio::wait(all);
}

/// The child has a loop of its own, and nothing of its parent's.
Coroutine<void> forks()
{
    auto const task = asyncio::create_task({.name = "of the parent"}, for_ever());
    auto const greenlet =
        gevent::spawn({.name = "also of the parent"}, [] { gevent::sleep(3600); });
    co_await asyncio::sleep(0);
    co_await asyncio::to_thread([] {
        pid_t const child = ::fork();
        if (child == 0)
        {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            ::prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
            auto amain = []() -> Coroutine<void> {
                std::cout << ::getpid() << std::endl;
                ready_after(10);
                co_await for_ever();
            };
            asyncio::run(amain());
        }
        ::waitpid(child, nullptr, 0);
    });
}

}  // namespace

int main(int argc, char** argv)
{
    ::prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
    std::map<std::string, std::function<Coroutine<void>()>> const modes{
        {"all", all},
        {"many", many},
        {"cycle", cycle},
        {"blocks", blocks},
        {"changes", changes},
        {"forks", forks}};
    asyncio::run(modes.at(argc > 1 ? argv[1] : "")());
}
