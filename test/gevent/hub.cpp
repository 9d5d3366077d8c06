// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/gevent/errors.hpp>
#include <quartet/gevent/greenlet.hpp>
#include <quartet/gevent/hub.hpp>
#include <quartet/gevent/sleep.hpp>
#include <quartet/queue/queue.hpp>
#include <quartet/threading/event.hpp>
#include <quartet/threading/lock.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "support/forked_peer.hpp"
#include "support/peer_thread.hpp"
#include "support/sanitizers.hpp"

namespace {

namespace gevent = quartet::gevent;
namespace asio = boost::asio;
using namespace std::chrono_literals;
using quartet::threading::Event;

BOOST_AUTO_TEST_SUITE(hub)

BOOST_AUTO_TEST_CASE(sleep_waits_for_the_whole_time_while_others_run)
{
    int ticks = 0;
    auto ticker = gevent::spawn([&] {
        for (;;)
        {
            gevent::sleep(1ms);
            ++ticks;
        }
    });
    auto const start = std::chrono::steady_clock::now();
    gevent::sleep(50ms);
    BOOST_TEST((std::chrono::steady_clock::now() - start >= 50ms));
    BOOST_TEST(ticks > 0);
    ticker.kill();
}

BOOST_AUTO_TEST_CASE(sleep_zero_gives_all_that_are_ready_a_turn)
{
    int turns = 0;
    std::vector<gevent::Greenlet<>> all;
    for (int i = 0; i != 10; ++i)
    {
        all.push_back(gevent::spawn([&] {
            for (int j = 0; j != 5; ++j)
            {
                ++turns;
                gevent::sleep(0);
            }
        }));
    }
    for (int j = 1; j <= 5; ++j)
    {
        gevent::sleep(-1);
        BOOST_TEST(turns == 10 * j);
    }
    for (auto const& each : all)
    {
        each.join();
    }
}

BOOST_AUTO_TEST_CASE(idle_waits_until_nothing_else_is_ready)
{
    std::string order;
    auto idler = gevent::spawn([&] {
        gevent::idle();
        order += "idle";
    });
    auto busy = gevent::spawn([&] {
        for (int i = 0; i != 5; ++i)
        {
            order += "x";
            gevent::sleep(0);
        }
    });
    idler.join();
    busy.join();
    BOOST_TEST(order == "xxxxxidle");
    gevent::idle();
}

BOOST_AUTO_TEST_CASE(a_killed_idler_is_not_run)
{
    auto idler = gevent::spawn([] { gevent::idle(); });
    gevent::sleep();
    idler.kill();
    BOOST_TEST(idler.successful());
    gevent::idle();
}

// ThreadSanitizer has a thread of its own, which might wake somebody for all we know.
BOOST_AUTO_TEST_CASE(
    who_waits_for_what_can_never_come_is_told_so_and_who_waits_for_what,
    *boost::unit_test::enable_if<!quartet_test::is_thread_sanitizer>())
{
    quartet::threading::Lock lock;
    lock.acquire();
    Event never;
    auto stuck = gevent::spawn({.name = "stuck"}, [&] { lock.acquire(); });
    BOOST_CHECK_EXCEPTION(never.wait(), gevent::LoopExit, [](auto const& error) {
        std::string const text = error.what();
        return text.find("MainGreenlet waits in Event.wait") != std::string::npos &&
               text.find("stuck waits in Lock.acquire") != std::string::npos;
    });
    lock.release();
    stuck.join();
    quartet::queue::Queue<int> q;
    BOOST_CHECK_THROW(q.get(), gevent::LoopExit);
    BOOST_CHECK_THROW(q.get(true, 0.01), quartet::queue::Empty);
    BOOST_CHECK_THROW(gevent::sleep(std::nullopt), gevent::LoopExit);
    q.put(1);
    BOOST_TEST(q.get() == 1);
}

BOOST_AUTO_TEST_CASE(another_thread_wakes_main_and_greenlets)
{
    quartet::queue::Queue<int> q;
    gevent::get_hub();
    auto g = gevent::spawn([&] { return q.get(); });
    gevent::sleep();
    quartet_test::peer_thread other([&] {
        q.put(1);
        q.put(2);
        return true;
    });
    BOOST_TEST(q.get() + g.get() == 3);
    BOOST_TEST(other.result());
}

BOOST_AUTO_TEST_CASE(wake_ups_from_other_threads_are_never_lost)
{
    constexpr int count = 20'000;
    quartet::queue::Queue<int> there(1);
    quartet::queue::Queue<int> back(1);
    quartet_test::peer_thread other([&] {
        for (int i = 0; i != count; ++i)
        {
            back.put(there.get());
        }
        return true;
    });
    int sum = 0;
    auto asker = gevent::spawn([&] {
        for (int i = 0; i != count; ++i)
        {
            there.put(1);
            sum += back.get();
        }
    });
    asker.join();
    BOOST_TEST(other.result());
    BOOST_TEST(sum == count);
}

BOOST_AUTO_TEST_CASE(join_runs_all_until_nothing_is_left)
{
    int done = 0;
    for (int i = 0; i != 3; ++i)
    {
        gevent::spawn([&done, i] {
            gevent::sleep(std::chrono::milliseconds(i));
            ++done;
        });
    }
    BOOST_TEST(gevent::get_hub().join());
    BOOST_TEST(done == 3);
    auto sleeper = gevent::spawn([] { gevent::sleep(3600); });
    BOOST_TEST(!gevent::get_hub().join(0.01));
    sleeper.kill();
    BOOST_CHECK_THROW(gevent::spawn([] { gevent::get_hub().join(); }).get(), quartet::RuntimeError);
}

BOOST_AUTO_TEST_CASE(handlers_of_asio_run_beside_greenlets)
{
    auto hub = gevent::get_hub();
    Event rung;
    asio::steady_timer timer(hub.io_context(), 1ms);
    timer.async_wait([&](auto) { rung.set(); });
    auto g = gevent::spawn([&] { return rung.wait(); });
    BOOST_TEST(g.get());
}

BOOST_AUTO_TEST_CASE(what_a_handler_throws_is_thrown_in_what_main_waits_in)
{
    auto hub = gevent::get_hub();
    asio::post(hub.io_context(), [] { throw std::runtime_error("in a handler"); });
    BOOST_CHECK_EXCEPTION(gevent::sleep(std::nullopt), std::runtime_error, [](auto const& error) {
        return error.what() == std::string("in a handler");
    });
}

BOOST_AUTO_TEST_CASE(a_callback_of_the_loop_must_not_wait)
{
    auto const names_the_call = [](quartet::AssertionError const& error) {
        std::string const text = error.what();
        return text.find("Event.wait") != std::string::npos ||
               text.find("sleep") != std::string::npos;
    };
    auto hub = gevent::get_hub();
    asio::post(hub.io_context(), [] { Event().wait(); });
    BOOST_CHECK_EXCEPTION(gevent::sleep(std::nullopt), quartet::AssertionError, names_the_call);
    asio::post(hub.io_context(), [] { gevent::sleep(0); });
    BOOST_CHECK_EXCEPTION(gevent::sleep(std::nullopt), quartet::AssertionError, names_the_call);
    // Outside of a wait the thread itself runs the handlers, and may wait in them.
    BOOST_TEST(!Event().wait(0.001));
}

BOOST_AUTO_TEST_CASE(greenlets_run_in_an_io_context_that_the_user_runs)
{
    bool good = quartet_test::in_another_thread([] {
        asio::io_context io;
        gevent::Hub hub(io);
        std::string order;
        asio::post(io, [&] { order += "handler "; });
        gevent::spawn([&] {
            order += "greenlet ";
            gevent::sleep(2ms);
            order += "later ";
            gevent::spawn([&] { order += "child "; });
        });
        gevent::spawn([] { gevent::sleep(std::nullopt); });  // does not keep run() from returning
        io.run();
        bool const ran = order == "handler greenlet later child ";
        // A handler may spawn and wait.
        order.clear();
        io.restart();
        asio::post(io, [&] { order += std::to_string(gevent::spawn([] { return 5; }).get()); });
        io.run();
        return ran && order == "5";
    });
    BOOST_TEST(good);
}

BOOST_AUTO_TEST_CASE(an_io_context_may_go_on_after_its_hub)
{
    bool good = quartet_test::in_another_thread([] {
        asio::io_context io;
        {
            gevent::Hub hub(io);
            gevent::spawn([] {});
            gevent::spawn([] { gevent::sleep(3600); });
            io.poll_one();
        }
        bool ran = false;
        asio::post(io, [&] { ran = true; });
        io.restart();
        io.run();
        return ran;
    });
    BOOST_TEST(good);
}

BOOST_AUTO_TEST_CASE(a_hub_over_an_io_context_must_be_the_first_of_its_thread)
{
    bool good = quartet_test::in_another_thread([] {
        asio::io_context io;
        gevent::get_hub();
        try
        {
            gevent::Hub hub(io);
            return false;
        }
        catch (quartet::RuntimeError const&)
        {
            return true;
        }
    });
    BOOST_TEST(good);
}

BOOST_AUTO_TEST_CASE(hubs_follow_each_other_in_a_thread)
{
    bool good = quartet_test::in_another_thread([] {
        for (int i = 0; i != 3; ++i)
        {
            auto const owned = std::make_shared<int>();
            asio::io_context io;
            {
                gevent::Hub hub(io);
                gevent::spawn([owned] { gevent::sleep(std::nullopt); });
                io.run();
            }
            if (owned.use_count() != 1)
            {
                return false;
            }
        }
        return true;
    });
    BOOST_TEST(good);
}

BOOST_AUTO_TEST_CASE(in_a_forked_child_the_one_that_forked_is_main_and_the_others_are_gone)
{
    int others = 0;
    auto other = gevent::spawn([&] {
        for (;;)
        {
            gevent::sleep(0);
            ++others;
        }
    });
    auto forker = gevent::spawn([&] {
        int const before = others;
        quartet_test::forked_peer child([&] {
            gevent::sleep(1ms);
            bool const is_main = gevent::getcurrent().name() == "MainGreenlet";
            bool const own = gevent::spawn([] { return 1; }).get() == 1;
            return is_main && own && others == before;
        });
        return child.wait();
    });
    BOOST_TEST(forker.get() == 0);
    other.kill();
}

BOOST_AUTO_TEST_CASE(a_greenlet_that_stops_the_io_context_stops_it_for_who_runs_it)
{
    int unheard = 0;
    // The loop asks Asio only now and then, so several times.
    for (int i = 0; i != 16; ++i)
    {
        std::thread([&, i] {
            asio::io_context io;
            gevent::Hub hub(io);
            bool is_stopped = false;
            gevent::spawn([&, i] {
                for (int j = 0; j != i; ++j)
                {
                    gevent::sleep();
                }
                std::this_thread::sleep_for(10ms);  // so that it looks at the clock, and asks
                io.stop();
                is_stopped = true;
            });
            gevent::spawn([&] {
                for (int turns = 0; turns != 1000; turns += is_stopped)
                {
                    gevent::sleep();
                }
                ++unheard;
            });
            io.run();
        }).join();
    }
    BOOST_TEST(unheard == 0);
}

BOOST_AUTO_TEST_CASE(system_exit_in_a_greenlet_that_forked_ends_the_child_with_its_code)
{
    auto forker = gevent::spawn(
        [](auto leave) {
            ::pid_t const child = ::fork();
            if (child == 0)
            {
                leave();
            }
            int status = -1;
            ::waitpid(child, &status, 0);
            return status;
        },
        [] { throw quartet::SystemExit(7); });
    int const status = forker.get();
    BOOST_TEST(WIFEXITED(status));
    BOOST_TEST(WEXITSTATUS(status) == 7);
}

BOOST_AUTO_TEST_CASE(another_thread_that_runs_the_io_context_gets_an_error)
{
    bool is_refused = false;
    bool ran = false;
    std::thread([&] {
        asio::io_context io;
        gevent::Hub hub(io);
        auto g = gevent::spawn([&] { ran = true; });
        std::thread([&] {
            try
            {
                io.run();
            }
            catch (quartet::RuntimeError const&)
            {
                is_refused = !ran;
            }
        }).join();
        io.run();
    }).join();
    BOOST_TEST(is_refused);
    BOOST_TEST(ran);
}

BOOST_AUTO_TEST_CASE(a_child_has_greenlets_also_if_another_thread_was_making_some_at_the_fork)
{
    std::atomic<bool> stop{false};
    std::thread other([&] {
        while (!stop)
        {
            std::thread([] {
                for (int i = 0; i != 20; ++i)
                {
                    gevent::spawn({.stack_size = 32 * 1024}, [] {});
                }
                gevent::sleep();
            }).join();
        }
    });
    int good = 0;
    for (int i = 0; i != 50; ++i)
    {
        quartet_test::forked_peer child(
            [] { return gevent::spawn({.stack_size = 32 * 1024}, [] { return 5; }).get() == 5; });
        good += child.wait() == 0;
    }
    stop = true;
    other.join();
    BOOST_TEST(good == 50);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
