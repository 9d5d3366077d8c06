// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/future.hpp>
#include <quartet/asyncio/gather.hpp>
#include <quartet/asyncio/run.hpp>
#include <quartet/asyncio/task.hpp>
#include <quartet/asyncio/to_thread.hpp>
#include <quartet/contextvars.hpp>
#include <quartet/errors.hpp>
#include <quartet/gevent/greenlet.hpp>
#include <quartet/gevent/sleep.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "support/coroutines.hpp"

namespace {

using namespace quartet_test;
using quartet::contextvars::Context;
using quartet::contextvars::ContextVar;
using quartet::contextvars::copy_context;
namespace gevent = quartet::gevent;

ContextVar<std::string> user("user", "nobody");
ContextVar<int> number("number");

Coroutine<std::string> set_and_get(std::string name, int rounds)
{
    user.set(name);
    co_await turns(rounds);
    co_return user.get();
}

}  // namespace

BOOST_AUTO_TEST_CASE(values_and_defaults)
{
    copy_context().run([] {
        BOOST_TEST(user.get() == "nobody");
        BOOST_TEST(user.get("x") == "x");
        BOOST_TEST(user.name() == "user");
        BOOST_CHECK_THROW(number.get(), quartet::LookupError);
        auto const first = number.set(1);
        BOOST_TEST(!first.old_value().has_value());
        auto const second = number.set(2);
        BOOST_TEST((second.old_value() == 1));
        BOOST_TEST(number.get() == 2);
        number.reset(second);
        BOOST_TEST(number.get() == 1);
        BOOST_CHECK_THROW(number.reset(second), quartet::RuntimeError);
        number.reset(first);
        BOOST_CHECK_THROW(number.get(), quartet::LookupError);
        ContextVar<int> const other("other");
        auto const its = other.set(1);
        BOOST_CHECK_THROW(number.reset(its), quartet::ValueError);
    });
}

BOOST_AUTO_TEST_CASE(contexts)
{
    Context const context;
    int const seven = context.run(
        [](int value) {
            number.set(value);
            return number.get();
        },
        7);
    BOOST_TEST(seven == 7);
    BOOST_CHECK_THROW(number.get(), quartet::LookupError);  // of no other context
    BOOST_TEST((context.get(number) == 7));
    BOOST_TEST(!context.get(user).has_value());
    BOOST_TEST(context.size() == 1u);
    Context const copy = context.copy();
    copy.run([] { number.set(8); });
    BOOST_TEST((context.get(number) == 7));
    BOOST_TEST((copy.get(number) == 8));
    context.run([&] {
        BOOST_CHECK_THROW(context.run([] {}), quartet::RuntimeError);
        auto const token = number.set(1);
        copy.run([&] { BOOST_CHECK_THROW(number.reset(token), quartet::ValueError); });
    });
}

BOOST_AUTO_TEST_CASE(tasks_have_their_own)
{
    auto body = []() -> Coroutine<void> {
        user.set("main");
        auto const [a, b] = co_await asyncio::gather(set_and_get("a", 3), set_and_get("b", 2));
        BOOST_TEST(a == "a");
        BOOST_TEST(b == "b");
        BOOST_TEST(user.get() == "main");
        auto inherits = []() -> Coroutine<std::string> {
            co_await turns(1);
            co_return user.get();
        };
        auto const child = asyncio::create_task(inherits());
        user.set("later");
        std::string const inherited = co_await child;
        BOOST_TEST(inherited == "main");
        std::string const same_task = co_await set_and_get("same", 1);
        BOOST_TEST(same_task == "same");
        BOOST_TEST(user.get() == "same");  // to await a coroutine is no task
    };
    asyncio::run(body());
    BOOST_TEST(user.get() == "nobody");
}

BOOST_AUTO_TEST_CASE(a_task_in_a_given_context)
{
    Context const context;
    auto body = [&]() -> Coroutine<void> {
        auto const task = asyncio::create_task({.context = &context}, set_and_get("given", 1));
        std::string const name = co_await task;
        BOOST_TEST(name == "given");
        BOOST_TEST(user.get() == "nobody");
    };
    asyncio::run(body());
    BOOST_TEST((context.get(user) == "given"));
}

BOOST_AUTO_TEST_CASE(callbacks_have_that_of_who_adds_them)
{
    auto body = []() -> Coroutine<void> {
        auto const loop = asyncio::get_running_loop();
        std::vector<std::string> seen;
        auto const note = [&] { seen.push_back(user.get()); };
        asyncio::Future<int> const future;
        user.set("soon");
        loop.call_soon(note);
        user.set("later");
        loop.call_later(0, note);
        user.set("done");
        future.add_done_callback(note);
        user.set("threadsafe");
        loop.call_soon_threadsafe(note);
        user.set("after");
        future.set_result(1);
        while (seen.size() < 4)
        {
            co_await asyncio::sleep(0);
        }
        std::sort(seen.begin(), seen.end());
        std::vector<std::string> const expected{"done", "later", "soon", "threadsafe"};
        BOOST_TEST(seen == expected);
        BOOST_TEST(user.get() == "after");
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(threads)
{
    auto body = []() -> Coroutine<void> {
        user.set("task");
        std::string const there = co_await asyncio::to_thread([] {
            std::string const found = user.get();
            user.set("thread");
            return found;
        });
        BOOST_TEST(there == "task");
        BOOST_TEST(user.get() == "task");
        std::string plain;
        std::thread([&] { plain = user.get(); }).join();
        BOOST_TEST(plain == "nobody");
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(greenlets_copy_it_when_they_are_made)
{
    copy_context().run([] {
        user.set("main");
        auto const one = gevent::spawn([] {
            std::string const inherited = user.get();
            user.set("one");
            gevent::sleep(0);
            return inherited + " " + user.get();
        });
        auto const two = gevent::spawn([] {
            user.set("two");
            gevent::sleep(0);
            return user.get();
        });
        BOOST_TEST(one.get() == "main one");
        BOOST_TEST(two.get() == "two");
        BOOST_TEST(user.get() == "main");
    });
}
