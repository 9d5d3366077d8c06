// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/async_generator.hpp>
#include <quartet/asyncio/gather.hpp>
#include <quartet/asyncio/graph.hpp>
#include <quartet/asyncio/run.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/coroutines.hpp"

namespace {

using namespace quartet_test;
using asyncio::AsyncGenerator;
using asyncio::create_task;

AsyncGenerator<int> count(int to, bool with_turns = true)
{
    for (int i = 0; i != to; ++i)
    {
        if (with_turns)
        {
            co_await turns(1);
        }
        co_yield i;
    }
}

template <class T>
Coroutine<std::vector<T>> all_of(AsyncGenerator<T> of)
{
    std::vector<T> all;
    while (auto each = co_await of.next())
    {
        all.push_back(std::move(*each));
    }
    co_return std::move(all);
}

/// Notes when its variables are destroyed.
struct noted
{
    explicit noted(int& count)
        : count_(count)
    {}
    ~noted() { ++count_; }
    int& count_;
};

AsyncGenerator<int> with_variable(int& destroyed)
{
    noted const mine(destroyed);
    co_yield 1;
    co_await for_ever();
    co_yield 2;
}

/// What each co_yield gave.
AsyncGenerator<std::string, std::string> echo()
{
    std::string last = "begun";
    for (;;)
    {
        last = co_yield "got '" + last + "'";
    }
}

AsyncGenerator<int> cleans_up(std::vector<std::string>& said)
{
    bool is_closed = false;
    try
    {
        co_yield 1;
    }
    catch (quartet::GeneratorExit const&)
    {
        is_closed = true;
    }
    catch (std::runtime_error const& error)
    {
        said.push_back(error.what());
    }
    co_await turns(3);  // what a destructor cannot do
    said.push_back(is_closed ? "closed" : "goes on");
    if (!is_closed)
    {
        co_yield 2;
    }
}

AsyncGenerator<int> refuses_to_end()
{
    for (;;)
    {
        try
        {
            co_yield 1;
        }
        catch (quartet::GeneratorExit const&)
        {}
    }
}

AsyncGenerator<int> fails_at(int when)
{
    for (int i = 0; i != when; ++i)
    {
        co_yield i;
    }
    throw std::runtime_error("at " + std::to_string(when));
}

AsyncGenerator<int> raises_stop()
{
    co_yield 1;
    throw quartet::StopIteration();
}

AsyncGenerator<int> twice(AsyncGenerator<int> of)
{
    while (auto each = co_await of.next())
    {
        co_yield *each;
        co_yield *each;
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_it_yields_one_by_one)
{
    auto body = []() -> Coroutine<void> {
        for (bool const with_turns : {true, false})
        {
            auto const all = co_await all_of(count(4, with_turns));
            BOOST_TEST(all == (std::vector{0, 1, 2, 3}));
        }
        auto const none = co_await all_of(count(0));
        BOOST_TEST(none.empty());
        auto ended = count(1);
        co_await ended.next();
        for (int i = 0; i != 3; ++i)
        {
            auto const more = co_await ended.next();
            BOOST_TEST(!more.has_value());
        }
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(generators_of_generators)
{
    auto body = []() -> Coroutine<void> {
        auto const all = co_await all_of(twice(twice(count(2))));
        BOOST_TEST(all == (std::vector{0, 0, 0, 0, 1, 1, 1, 1}));
        auto many = count(100'000, false);
        int sum = 0;
        while (auto each = co_await many.next())
        {
            sum += *each % 2;
        }
        BOOST_TEST(sum == 50'000);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(others_run_while_it_waits)
{
    auto body = []() -> Coroutine<void> {
        auto const [one, other] = co_await asyncio::gather(all_of(count(3)), all_of(count(3)));
        BOOST_TEST(one == other);
        // Each value in another task.
        auto shared = count(3);
        auto get = [&]() -> Coroutine<int> {
            auto const got = co_await shared.next();
            co_return got.value_or(-1);
        };
        for (int wanted : {0, 1, 2, -1})
        {
            auto const got = co_await create_task(get());
            BOOST_TEST(got == wanted);
        }
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_copied_goes_through)
{
    auto moves = []() -> AsyncGenerator<std::unique_ptr<int>> {
        co_yield std::make_unique<int>(7);
        auto next = std::make_unique<int>(8);
        co_yield std::move(next);
    };
    auto body = [&]() -> Coroutine<void> {
        auto all = moves();
        auto const first = co_await all.next();
        BOOST_TEST(**first == 7);
        auto const second = co_await all.next();
        BOOST_TEST(**second == 8);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(what_is_sent)
{
    auto body = []() -> Coroutine<void> {
        auto echoes = echo();
        bool const too_early = co_await throws<quartet::TypeError>(echoes.asend("x"));
        BOOST_TEST(too_early);
        auto const first = co_await echoes.next();
        BOOST_TEST(*first == "got 'begun'");
        auto const second = co_await echoes.asend("a");
        BOOST_TEST(*second == "got 'a'");
        auto const third = co_await echoes.next();
        BOOST_TEST(*third == "got ''");
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(what_it_throws_ends_it)
{
    auto body = []() -> Coroutine<void> {
        auto fails = fails_at(1);
        co_await fails.next();
        bool const threw = co_await throws<std::runtime_error>(fails.next());
        BOOST_TEST(threw);
        auto const more = co_await fails.next();
        BOOST_TEST(!more.has_value());
        auto stops = raises_stop();
        co_await stops.next();
        bool const converted = co_await throws<quartet::RuntimeError>(stops.next());
        BOOST_TEST(converted);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(what_is_thrown_into_it)
{
    auto const error = std::make_exception_ptr(std::runtime_error("thrown in"));
    auto body = [&]() -> Coroutine<void> {
        std::vector<std::string> said;
        auto catches = cleans_up(said);
        co_await catches.next();
        auto const next = co_await catches.athrow(error);
        BOOST_TEST(*next == 2);
        BOOST_TEST(said == (std::vector<std::string>{"thrown in", "goes on"}));
        auto fresh = cleans_up(said);
        bool const came_back = co_await throws<std::runtime_error>(fresh.athrow(error));
        BOOST_TEST(came_back);
        auto const never_begins = co_await fresh.next();
        BOOST_TEST(!never_begins.has_value());
        auto const of_ended = co_await fresh.athrow(error);
        BOOST_TEST(!of_ended.has_value());
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(it_is_closed)
{
    auto body = []() -> Coroutine<void> {
        std::vector<std::string> said;
        auto waits = cleans_up(said);
        co_await waits.next();
        co_await waits.aclose();
        BOOST_TEST(said == std::vector<std::string>{"closed"});
        co_await waits.aclose();
        auto const more = co_await waits.next();
        BOOST_TEST(!more.has_value());
        auto fresh = cleans_up(said);
        co_await fresh.aclose();
        auto const nothing = co_await fresh.next();
        BOOST_TEST(!nothing.has_value());
        BOOST_TEST(said.size() == 1u);
        auto refuses = refuses_to_end();
        co_await refuses.next();
        bool const refused = co_await throws<quartet::RuntimeError>(refuses.aclose());
        BOOST_TEST(refused);
        auto plain = count(3);
        co_await plain.next();
        co_await plain.aclose();
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(it_is_moved)
{
    auto body = []() -> Coroutine<void> {
        auto first = count(2);
        co_await first.next();
        auto second = std::move(first);
        auto const none = co_await first.next();
        BOOST_TEST(!none.has_value());
        co_await first.aclose();
        auto const next = co_await second.next();
        BOOST_TEST(*next == 1);
        second = count(1);
        auto const other = co_await second.next();
        BOOST_TEST(*other == 0);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(it_is_dropped)
{
    auto body = []() -> Coroutine<void> {
        int destroyed = 0;
        {
            auto waits = with_variable(destroyed);
            auto const never_begun = with_variable(destroyed);
            co_await waits.next();
        }
        BOOST_TEST(destroyed == 1);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(one_operation_at_a_time)
{
    auto body = []() -> Coroutine<void> {
        auto slow = count(2);
        auto get = [&]() -> Coroutine<int> {
            auto const got = co_await slow.next();
            co_return *got;
        };
        auto const first = create_task(get());
        co_await turns(1);
        bool const refused = co_await throws<quartet::RuntimeError>(slow.next());
        BOOST_TEST(refused);
        bool const not_closed = co_await throws<quartet::RuntimeError>(slow.aclose());
        BOOST_TEST(not_closed);
        auto const got = co_await first;
        BOOST_TEST(got == 0);
        auto const next = co_await slow.next();
        BOOST_TEST(*next == 1);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_task_that_is_cancelled_in_it)
{
    auto body = []() -> Coroutine<void> {
        int destroyed = 0;
        auto waits = with_variable(destroyed);
        co_await waits.next();
        auto get = [&]() -> Coroutine<void> { co_await waits.next(); };
        auto const task = create_task(get());
        co_await turns(2);
        task.cancel();
        bool const cancelled = co_await throws<asyncio::CancelledError>(task);
        BOOST_TEST(cancelled);
        BOOST_TEST(destroyed == 1);
        auto const more = co_await waits.next();
        BOOST_TEST(!more.has_value());
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_loop_that_is_closed_while_a_task_is_in_it)
{
    int destroyed = 0;
    auto waits = with_variable(destroyed);
    asyncio::EventLoop const loop = asyncio::new_event_loop();
    loop.set_exception_handler([](auto const&) {});
    auto get = [&]() -> Coroutine<void> {
        while (co_await waits.next())
        {}
    };
    auto const task = loop.create_task(get());
    loop.run_until_complete(turns(3));
    BOOST_TEST(destroyed == 0);
    loop.close();
    BOOST_TEST(destroyed == 1);
    auto more = [&]() -> Coroutine<bool> {
        auto const next = co_await waits.next();
        co_return next.has_value();
    };
    BOOST_TEST(!asyncio::run(more()));
}

BOOST_AUTO_TEST_CASE(it_stands_in_a_call_graph)
{
    std::optional<asyncio::FutureCallGraph> graph;
    auto looks = [&]() -> AsyncGenerator<int> {
        co_await turns(1);
        graph = asyncio::capture_call_graph();
        co_yield 1;
    };
    auto consumes = [&]() -> Coroutine<void> {
        auto all = looks();
        co_await all.next();
        co_await turns(1);
        auto const after = asyncio::capture_call_graph();
        BOOST_TEST(after->call_stack.size() == 1u);
    };
    asyncio::run(consumes());
    BOOST_TEST(graph->call_stack.size() == 2u);
}
