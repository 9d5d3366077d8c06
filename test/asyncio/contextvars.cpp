// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/connection.hpp>
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
#include <latch>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "support/coroutines.hpp"
#include "support/streams.hpp"

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

/// Notes what the variable is when it is called, and changes it.
struct user_recorder : asyncio::Protocol
{
    void connection_made(asyncio::Transport const& made) override
    {
        note();
        made.write("x");
    }
    void data_received(std::string_view) override { note(); }
    void connection_lost(std::exception_ptr) override { note(); }

    void note()
    {
        seen.push_back(user.get());
        user.set(seen.back() + "+");
    }
    std::vector<std::string> seen;
};

/// Asks when it is destroyed.
struct asks_at_end
{
    ~asks_at_end() { answer = user.get(); }
    std::string& answer;
};

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

BOOST_AUTO_TEST_CASE(the_context_of_a_task_can_be_asked_for)
{
    auto body = []() -> Coroutine<void> {
        auto const first = asyncio::create_task(set_and_get("first", 2));
        Context const its = first.get_context();
        auto const second = asyncio::create_task({.context = &its}, set_and_get("second", 1));
        co_await second;
        std::string const name = co_await first;
        BOOST_TEST(name == "second");  // both have the same
        BOOST_TEST((its.get(user) == "second"));
        Context const mine = asyncio::current_task()->get_context();
        user.set("me");
        BOOST_TEST((mine.get(user) == "me"));
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_protocol_has_that_of_who_connected)
{
    auto body = []() -> Coroutine<void> {
        auto const loop = asyncio::get_running_loop();
        auto const served = std::make_shared<user_recorder>();
        auto const client = std::make_shared<user_recorder>();
        auto const serves = [served] { return served; };
        auto const connects = [client] { return client; };
        user.set("server");
        Server const server = co_await loop.create_server(serves, "127.0.0.1", 0);
        user.set("client");
        auto const [transport, protocol] =
            co_await loop.create_connection(connects, "127.0.0.1", port_of(server));
        user.set("later");
        while (client->seen.size() < 2 || served->seen.size() < 2)
        {
            co_await asyncio::sleep(0);
        }
        transport.close();
        while (client->seen.size() < 3 || served->seen.size() < 3)
        {
            co_await asyncio::sleep(0);
        }
        server.close();
        std::vector<std::string> const of_client{"client", "client+", "client++"};
        std::vector<std::string> const of_server{"server", "server+", "server++"};
        BOOST_TEST(client->seen == of_client);
        BOOST_TEST(served->seen == of_server);
        BOOST_TEST(user.get() == "later");
    };
    asyncio::run(body());
    BOOST_TEST(user.get() == "nobody");
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

BOOST_AUTO_TEST_CASE(a_context_is_run_by_one_thread_at_a_time)
{
    Context const context;
    std::latch runs(1);
    std::latch may_end(1);
    std::thread other([&] {
        context.run([&] {
            runs.count_down();
            may_end.wait();
        });
    });
    runs.wait();
    BOOST_CHECK_THROW(context.run([] {}), quartet::RuntimeError);
    may_end.count_down();
    other.join();
    context.run([] {});
}

BOOST_AUTO_TEST_CASE(a_thread_that_ends_may_ask)
{
    std::string answer;
    std::thread([&] {
        static thread_local asks_at_end older{answer};
        static_cast<void>(&older);
        user.set("thread");
    }).join();
    BOOST_TEST(answer == "nobody");
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
