// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/gather.hpp>
#include <quartet/asyncio/run.hpp>
#include <quartet/asyncio/to_thread.hpp>

#include <boost/test/unit_test.hpp>

#include <latch>
#include <stdexcept>
#include <thread>

#include "support/coroutines.hpp"

namespace {

using namespace quartet_test;
namespace futures = quartet::concurrent::futures;

}  // namespace

BOOST_AUTO_TEST_CASE(a_function_is_called_in_another_thread)
{
    auto body = []() -> Coroutine<void> {
        auto const id = co_await asyncio::to_thread([] { return std::this_thread::get_id(); });
        BOOST_TEST((id != std::this_thread::get_id()));
        int const sum = co_await asyncio::to_thread([](int a, int b) { return a + b; }, 1, 2);
        BOOST_TEST(sum == 3);
        bool const failed = co_await throws<std::runtime_error>(
            asyncio::to_thread([] { throw std::runtime_error("x"); }));
        BOOST_TEST(failed);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(others_run_meanwhile)
{
    auto body = []() -> Coroutine<void> {
        std::latch started(1);
        auto const waits = asyncio::to_thread([&] { started.wait(); });
        co_await turns(3);
        started.count_down();
        co_await waits;
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_thousand_calls_give_their_results)
{
    auto body = []() -> Coroutine<long> {
        futures::ThreadPoolExecutor pool(4);
        std::vector<asyncio::Future<int>> all;
        for (int i = 0; i != 1000; ++i)
        {
            all.push_back(asyncio::get_running_loop().run_in_executor(
                pool, [](int x) { return x; }, i));
        }
        long sum = 0;
        for (int const each : co_await asyncio::gather(all))
        {
            sum += each;
        }
        co_return sum;
    };
    BOOST_TEST(asyncio::run(body()) == 499'500);
}

BOOST_AUTO_TEST_CASE(to_cancel_who_waits_takes_back_a_call_that_has_not_begun)
{
    auto body = []() -> Coroutine<void> {
        futures::ThreadPoolExecutor pool(1);
        std::latch go(1);
        auto const loop = asyncio::get_running_loop();
        auto const first = loop.run_in_executor(pool, [&] { go.wait(); });
        bool called = false;
        auto const second = pool.submit([&] { called = true; });
        auto const waits = asyncio::wrap_future(second);
        waits.cancel();
        co_await turns(2);
        BOOST_TEST(second.cancelled());
        go.count_down();
        co_await first;
        BOOST_TEST(!called);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(another_thread_can_run_coroutines_in_a_loop)
{
    int result = 0;
    bool failed = false;
    bool cancelled = false;
    auto const loop = asyncio::new_event_loop();
    std::thread other([&] {
        result = asyncio::run_coroutine_threadsafe(after_turns(2, 8), loop).result();
        try
        {
            asyncio::run_coroutine_threadsafe(fails_after(1, "x"), loop).result();
        }
        catch (std::runtime_error const&)
        {
            failed = true;
        }
        auto never = asyncio::run_coroutine_threadsafe(for_ever(), loop);
        asyncio::run_coroutine_threadsafe(turns(2), loop).result();
        never.cancel();
        asyncio::run_coroutine_threadsafe(turns(2), loop).result();
        cancelled = asyncio::run_coroutine_threadsafe(
                        [](asyncio::EventLoop of) -> Coroutine<bool> {
                            co_return asyncio::all_tasks(of).size() == 1;
                        }(loop),
                        loop)
                        .result();
        loop.call_soon_threadsafe([&] { loop.stop(); });
    });
    loop.run_forever();
    other.join();
    loop.close();
    BOOST_TEST(result == 8);
    BOOST_TEST(failed);
    BOOST_TEST(cancelled);
}
