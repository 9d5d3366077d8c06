// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/gather.hpp>
#include <quartet/asyncio/graph.hpp>
#include <quartet/asyncio/run.hpp>
#include <quartet/asyncio/shield.hpp>
#include <quartet/asyncio/task_group.hpp>
#include <quartet/asyncio/wait.hpp>
#include <quartet/asyncio/wait_for.hpp>
#include <quartet/asyncio/with.hpp>

#include <boost/test/unit_test.hpp>

#include <optional>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include "support/coroutines.hpp"

namespace {

using namespace quartet_test;
using asyncio::capture_call_graph;
using asyncio::create_task;
using asyncio::FutureCallGraph;
using names = std::vector<std::string>;

/// Tells who awaits the task that it runs in.
Coroutine<void> innermost(std::optional<FutureCallGraph>& to)
{
    co_await turns(2);
    to = capture_call_graph();
}

Coroutine<void> inner(std::optional<FutureCallGraph>& to)
{
    co_await innermost(to);
}

/// The first functions of the tasks that await it.
names waiters(FutureCallGraph const& graph)
{
    names all;
    for (FutureCallGraph const& each : graph.awaited_by)
    {
        all.push_back(each.call_stack.back());
    }
    return all;
}

Coroutine<void> gathers(std::optional<FutureCallGraph>& to)
{
    co_await asyncio::gather(inner(to), turns(1));
}

Coroutine<void> waits(std::optional<FutureCallGraph>& to)
{
    std::vector<asyncio::task> all;
    all.push_back(create_task(inner(to)));
    co_await asyncio::wait(all);
}

Coroutine<void> shields(std::optional<FutureCallGraph>& to)
{
    co_await asyncio::shield(inner(to));
}

Coroutine<void> groups(std::optional<FutureCallGraph>& to)
{
    auto body = [&](asyncio::TaskGroup& group) -> Coroutine<void> {
        group.create_task(inner(to));
        co_return;
    };
    co_await asyncio::with(asyncio::TaskGroup(), body);
}

Coroutine<void> limits(std::optional<FutureCallGraph>& to)
{
    auto const task = create_task(inner(to));
    co_await asyncio::wait_for(task, 1000);
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_functions_of_a_task_and_who_awaits_it)
{
    auto amain = []() -> Coroutine<void> {
        std::optional<FutureCallGraph> graph;
        auto const task = create_task({.name = "inner one"}, inner(graph));
        co_await task;
        BOOST_TEST(graph->call_stack == (names{"innermost", "inner"}));
        BOOST_TEST((graph->future == task));
        BOOST_REQUIRE(graph->awaited_by.size() == 1u);
        BOOST_TEST((graph->awaited_by.front().future == *asyncio::current_task()));
        BOOST_TEST(graph->awaited_by.front().awaited_by.empty());
    };
    asyncio::run(amain());
}

BOOST_AUTO_TEST_CASE(through_whatever_it_is_awaited_with)
{
    auto body = []() -> Coroutine<void> {
        std::optional<FutureCallGraph> graph;
        co_await create_task(gathers(graph));
        BOOST_TEST(waiters(*graph) == names{"gathers"});
        co_await create_task(waits(graph));
        BOOST_TEST(waiters(*graph) == names{"waits"});
        co_await create_task(shields(graph));
        BOOST_TEST(waiters(*graph) == names{"shields"});
        co_await create_task(groups(graph));
        BOOST_TEST(waiters(*graph) == names{"groups"});
        co_await create_task(limits(graph));
        BOOST_TEST(waiters(*graph) == names{"limits"});
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(tasks_that_await_each_other)
{
    auto body = []() -> Coroutine<void> {
        asyncio::Task<void> one;
        auto first = [&]() -> Coroutine<void> {
            co_await turns(1);
            auto second = [&]() -> Coroutine<void> { co_await one; };
            co_await second();
        };
        asyncio::Task<void> other;
        auto third = [&]() -> Coroutine<void> { co_await other; };
        one = create_task(third());
        other = create_task(first());
        co_await turns(4);
        FutureCallGraph const graph = capture_call_graph(one);
        BOOST_REQUIRE(graph.awaited_by.size() == 1u);
        BOOST_TEST((graph.awaited_by.front().future == other));
        BOOST_REQUIRE(graph.awaited_by.front().awaited_by.size() == 1u);
        BOOST_TEST((graph.awaited_by.front().awaited_by.front().future == one));
        BOOST_TEST(graph.awaited_by.front().awaited_by.front().awaited_by.empty());
        one.cancel();
        co_await asyncio::gather(asyncio::return_exceptions, one, other);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(one_that_many_ways_lead_to_is_told_of_once)
{
    auto body = []() -> Coroutine<void> {
        auto const first = create_task(for_ever());
        auto await_it = [](auto whom) -> Coroutine<void> { co_await whom; };
        auto await_both = [](asyncio::Task<void> one,
                             asyncio::Task<void> other) -> Coroutine<void> {
            co_await asyncio::gather(one, other);
        };
        // Each level doubles the ways: with 40 of them nobody lives to see the last.
        auto last = first;
        std::vector<asyncio::Task<void>> all{first};
        for (int level = 0; level != 40; ++level)
        {
            auto const one = create_task(await_it(last));
            auto const other = create_task(await_it(last));
            last = create_task(await_both(one, other));
            all.insert(all.end(), {one, other, last});
        }
        co_await turns(200);
        FutureCallGraph const graph = capture_call_graph(first);
        BOOST_REQUIRE(graph.awaited_by.size() == 2u);
        auto const& [through_one, through_other] =
            std::tie(graph.awaited_by[0], graph.awaited_by[1]);
        BOOST_REQUIRE(through_one.awaited_by.size() == 1u);
        BOOST_TEST(through_one.awaited_by[0].awaited_by.size() == 2u);
        BOOST_REQUIRE(through_other.awaited_by.size() == 1u);
        BOOST_TEST((through_other.awaited_by[0].future == through_one.awaited_by[0].future));
        BOOST_TEST(through_other.awaited_by[0].awaited_by.empty());
        BOOST_TEST(asyncio::format_call_graph(first).find("...\n") != std::string::npos);
        first.cancel();
        co_await asyncio::gather(asyncio::return_exceptions, all);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_long_chain_is_told_of_to_a_depth)
{
    auto body = []() -> Coroutine<void> {
        auto await_it = [](auto whom) -> Coroutine<void> { co_await whom; };
        std::vector<asyncio::Task<void>> all{create_task(for_ever())};
        constexpr int count = 10'000;
        for (int i = 0; i != count; ++i)
        {
            all.push_back(create_task(await_it(all.back())));
        }
        co_await turns(2);
        FutureCallGraph const graph = capture_call_graph(all.front());
        int levels = 0;
        for (FutureCallGraph const* each = &graph; !each->awaited_by.empty();
             each = &each->awaited_by.front())
        {
            ++levels;
        }
        BOOST_TEST(levels == 200);
        BOOST_TEST(asyncio::format_call_graph(all.front()).ends_with("    ...\n"));
        all.front().cancel();
        co_await asyncio::gather(asyncio::return_exceptions, all);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(the_stack_of_a_task)
{
    auto body = []() -> Coroutine<void> {
        auto const plain = create_task({.name = "sleeper"}, turns(1));
        BOOST_TEST(plain.get_stack() == names{"turns"});
        auto const sleeper = create_task({.name = "sleeper"}, for_ever());
        co_await turns(1);
        BOOST_TEST(sleeper.get_stack() == (names{"sleep", "for_ever"}));
        std::ostringstream text;
        asyncio::task(sleeper).print_stack(text);
        BOOST_TEST(
            text.str() ==
            "Stack for <Task pending name='sleeper' coro=<for_ever()>> (most recent call last):\n"
            "  in for_ever\n"
            "  in sleep\n");
        sleeper.cancel();
        co_await asyncio::gather(asyncio::return_exceptions, sleeper, plain);
        std::ostringstream after;
        sleeper.print_stack(after);
        BOOST_TEST(
            after.str() == "No stack for <Task cancelled name='sleeper' coro=<for_ever()>>\n");
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(as_a_text)
{
    auto body = []() -> Coroutine<void> {
        auto const task = create_task({.name = "sleeper"}, for_ever());
        auto waits_for_it = [&]() -> Coroutine<void> { co_await task; };
        auto const other = create_task({.name = "waiter"}, waits_for_it());
        co_await turns(2);
        std::ostringstream text;
        asyncio::print_call_graph(task, text);
        std::ostringstream expected;
        expected << "* Task(name='sleeper', id=" << &task.core() << ")\n"
                 << "  + Call stack:\n"
                 << "  |   in async sleep()\n"
                 << "  |   in async for_ever()\n"
                 << "  + Awaited by:\n"
                 << "    * Task(name='waiter', id=" << &other.core() << ")\n"
                 << "      + Call stack:\n"
                 << "      |   in async operator()()\n";
        BOOST_TEST(text.str() == expected.str());
        task.cancel();
        co_await asyncio::gather(asyncio::return_exceptions, task, other);
        BOOST_TEST(capture_call_graph(task).call_stack.empty());
        asyncio::Future<int> const plain;
        std::string const of_plain = asyncio::format_call_graph(plain);
        BOOST_TEST(of_plain.starts_with("* Future(id=0x"));
    };
    asyncio::run(body());
}
