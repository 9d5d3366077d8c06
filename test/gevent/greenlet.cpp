// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/gevent/greenlet.hpp>
#include <quartet/gevent/sleep.hpp>
#include <quartet/threading/event.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "support/odd_error.hpp"

namespace {

namespace gevent = quartet::gevent;
using quartet::threading::Event;
using namespace quartet_test;

BOOST_AUTO_TEST_SUITE(greenlet)

BOOST_AUTO_TEST_CASE(it_begins_when_its_spawner_waits_and_not_before)
{
    int ran = 0;
    auto g = gevent::spawn([&] { ++ran; });
    BOOST_TEST(ran == 0);
    BOOST_TEST(g.started());
    BOOST_TEST(!g.ready());
    gevent::sleep();
    BOOST_TEST(ran == 1);
    BOOST_TEST(g.ready());
    BOOST_TEST(!g.started());
}

BOOST_AUTO_TEST_CASE(they_run_in_the_order_in_which_they_were_spawned)
{
    std::string order;
    std::vector<gevent::Greenlet<>> all;
    for (char name : std::string("abc"))
    {
        all.push_back(gevent::spawn([&order, name] {
            order += name;
            gevent::sleep(0);
            order += name;
        }));
    }
    for (auto const& each : all)
    {
        each.join();
    }
    BOOST_TEST(order == "abcabc");
}

BOOST_AUTO_TEST_CASE(get_gives_what_the_function_returned)
{
    auto g = gevent::spawn([](int a, std::string b) { return b + std::to_string(a); }, 7, "x");
    BOOST_TEST(g.get() == "x7");
    BOOST_TEST(g.get() == "x7");
    BOOST_TEST(g.value().value() == "x7");
    BOOST_TEST(g.successful());
    BOOST_TEST((g.exception() == nullptr));
}

BOOST_AUTO_TEST_CASE(a_value_that_cannot_be_copied_is_given_once)
{
    auto g = gevent::spawn([](std::unique_ptr<int> p) { return p; }, std::make_unique<int>(3));
    BOOST_TEST(*g.get() == 3);
    BOOST_CHECK_THROW(g.get(), quartet::RuntimeError);
}

BOOST_AUTO_TEST_CASE(arguments_are_kept_by_value_and_references_by_ref)
{
    int changed = 0;
    std::string text = "before";
    auto g = gevent::spawn(
        [](int& number, std::string kept) {
            number = 5;
            return kept;
        },
        std::ref(changed),
        text);
    text = "after";
    BOOST_TEST(g.get() == "before");
    BOOST_TEST(changed == 5);
}

BOOST_AUTO_TEST_CASE(what_it_throws_is_thrown_by_get_and_not_by_join)
{
    auto g = gevent::spawn([]() -> int { throw odd_error("of the test"); });
    g.join();
    BOOST_TEST(!g.successful());
    BOOST_TEST((throws<odd_error>([&] { g.get(); }, "of the test")));
    BOOST_TEST((throws<odd_error>([&] { std::rethrow_exception(g.exception()); }, "of the test")));
    BOOST_TEST(!g.value().has_value());
}

BOOST_AUTO_TEST_CASE(get_that_does_not_wait_or_not_long_enough_times_out)
{
    Event go;
    auto g = gevent::spawn([&] {
        go.wait();
        return 1;
    });
    BOOST_CHECK_THROW(g.get(false), quartet::TimeoutError);
    BOOST_CHECK_THROW(g.get(true, 0.01), quartet::TimeoutError);
    g.join(0.01);
    BOOST_TEST(!g.ready());
    go.set();
    BOOST_TEST(g.get() == 1);
    BOOST_TEST(g.get(false) == 1);
}

BOOST_AUTO_TEST_CASE(one_that_was_not_spawned_begins_with_start)
{
    gevent::Greenlet<int> g([] { return 2; });
    BOOST_TEST(!g.started());
    gevent::sleep();
    BOOST_TEST(!g.ready());
    g.start();
    g.start();
    BOOST_TEST(g.get() == 2);
    g.start();
    BOOST_TEST(g.get() == 2);
}

BOOST_AUTO_TEST_CASE(spawn_later_begins_after_the_time_and_in_the_order_of_the_times)
{
    using clock = std::chrono::steady_clock;
    auto const start = clock::now();
    std::string order;
    auto late = gevent::spawn_later(0.03, [&] {
        order += "late";
        return clock::now() - start;
    });
    auto early = gevent::spawn_later(0.01, [&] { order += "early "; });
    early.join();
    BOOST_TEST((late.get() >= std::chrono::milliseconds(30)));
    BOOST_TEST(order == "early late");
}

BOOST_AUTO_TEST_CASE(to_join_oneself_is_an_error)
{
    auto g = gevent::spawn([] { gevent::getcurrent().join(); });
    BOOST_CHECK_THROW(g.get(), quartet::RuntimeError);
    BOOST_CHECK_THROW(gevent::getcurrent().join(), quartet::RuntimeError);
}

BOOST_AUTO_TEST_CASE(it_goes_on_when_its_handles_are_gone)
{
    Event done;
    gevent::spawn([&] {
        gevent::sleep(0.001);
        done.set();
    });
    BOOST_TEST(done.wait(60));
}

BOOST_AUTO_TEST_CASE(getcurrent_is_who_runs)
{
    gevent::greenlet inside;
    auto g = gevent::spawn([&] { inside = gevent::getcurrent(); });
    BOOST_TEST((gevent::getcurrent() == gevent::getcurrent()));
    BOOST_TEST(!(gevent::getcurrent() == g));
    BOOST_TEST(gevent::getcurrent().name() == "MainGreenlet");
    g.join();
    BOOST_TEST((inside == g));
    BOOST_TEST(!gevent::greenlet());
    BOOST_TEST(bool(g));
}

BOOST_AUTO_TEST_CASE(links_are_called_in_their_order_each_for_itself)
{
    std::string order;
    auto good = gevent::spawn([] { return 1; });
    auto bad = gevent::spawn([]() -> int { throw odd_error("of the test"); });
    auto const note = [&](std::string text) {
        return [&order, text](gevent::Greenlet<int> const& self) {
            order += text + (self.ready() ? " " : "? ");
        };
    };
    good.link(note("a"));
    good.link([](auto const&) { throw odd_error("in a link"); });
    good.link_value(note("b"));
    good.link_exception(note("never"));
    good.unlink(good.link(note("never")));
    good.join();
    good.link(note("c"));
    gevent::sleep();
    gevent::sleep();
    BOOST_TEST(order == "a b c ");
    order.clear();
    bad.link_value(note("never"));
    bad.link_exception(note("error"));
    bad.rawlink([&] { order += "raw"; });
    gevent::sleep();
    gevent::sleep();
    BOOST_TEST((order == "error raw" || order == "rawerror "));
    order.clear();
    auto quiet = gevent::spawn([] { return 1; });
    quiet.link(note("never"));
    quiet.unlink_all();
    quiet.join();
    gevent::sleep();
    BOOST_TEST(order.empty());
}

BOOST_AUTO_TEST_CASE(system_exit_ends_what_main_waits_in)
{
    auto g = gevent::spawn([] { throw quartet::SystemExit(3); });
    try
    {
        gevent::sleep(std::nullopt);
        BOOST_TEST(false);
    }
    catch (quartet::SystemExit const& exit)
    {
        BOOST_TEST(exit.code() == 3);
    }
    BOOST_CHECK_THROW(g.get(), quartet::SystemExit);
}

BOOST_AUTO_TEST_CASE(another_thread_joins_and_kills_it)
{
    Event begun;
    auto g = gevent::spawn([&] {
        begun.set();
        gevent::sleep(std::nullopt);
    });
    bool killed = false;
    std::thread other([&] {
        begun.wait();
        killed = g.kill();
        g.join();
    });
    g.join();
    other.join();
    BOOST_TEST(killed);
    BOOST_TEST(g.successful());
}

BOOST_AUTO_TEST_CASE(each_thread_has_its_own_and_kills_them_at_its_end)
{
    auto const owned = std::make_shared<int>();
    int sum = 0;
    std::thread([&] {
        sum += gevent::spawn([] { return 1; }).get();
        sum += gevent::spawn([] { return 2; }).get();
        gevent::spawn([owned] { gevent::sleep(std::nullopt); });
        gevent::sleep();
    }).join();
    BOOST_TEST(sum == 3);
    BOOST_TEST(owned.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(a_stack_size_that_is_too_small_is_an_error_that_names_it)
{
    BOOST_CHECK_EXCEPTION(
        gevent::spawn({.stack_size = 100}, [] {}), quartet::ValueError, [](auto const& error) {
            std::string const text = error.what();
            return text.find("stack_size") != std::string::npos &&
                   text.find("100") != std::string::npos;
        });
    BOOST_TEST(gevent::spawn({.stack_size = 1024 * 1024}, [] {
                   volatile char big[800 * 1024];
                   big[0] = 1;
                   return int(big[0]);
               }).get() == 1);
}

BOOST_AUTO_TEST_CASE(names_and_numbers_tell_them_apart)
{
    auto a = gevent::spawn([] {});
    auto b = gevent::spawn({.name = "b"}, [] {});
    BOOST_TEST(a.name() == "Greenlet-" + std::to_string(a.minimal_ident()));
    BOOST_TEST(b.name() == "b");
    BOOST_TEST(a.minimal_ident() != b.minimal_ident());
    a.name("a");
    BOOST_TEST(a.name() == "a");
    a.join();
    b.join();
}

BOOST_AUTO_TEST_CASE(a_hundred_thousand_are_alive_at_once)
{
    constexpr int count = 100'000;
    int alive = 0;
    Event go;
    std::vector<gevent::Greenlet<>> all;
    for (int i = 0; i != count; ++i)
    {
        all.push_back(gevent::spawn([&] {
            ++alive;
            go.wait();
            --alive;
        }));
    }
    gevent::sleep();
    BOOST_TEST(alive == count);
    go.set();
    for (auto const& each : all)
    {
        each.join();
    }
    BOOST_TEST(alive == 0);
}

BOOST_AUTO_TEST_CASE(a_stack_that_cannot_be_is_an_error_that_names_it)
{
    auto const spawn = [] { gevent::spawn({.stack_size = std::size_t(-1)}, [] {}); };
    BOOST_TEST(throws<quartet::ValueError>(
        spawn, "stack_size: must be at most 1099511627776 bytes, but is 18446744073709551615"));
}

BOOST_AUTO_TEST_CASE(what_it_was_interrupted_with_is_not_kept_while_it_goes_on)
{
    struct carrier : std::exception
    {
        std::shared_ptr<int> load = std::make_shared<int>(1);
    };
    std::weak_ptr<int> load;
    int caught = 0;
    auto const interrupt = [&](gevent::greenlet const& which) {
        carrier thrown;
        load = thrown.load;
        which.kill(std::make_exception_ptr(thrown), false);
    };
    auto const wait = [&] {
        try
        {
            gevent::sleep(1000);
        }
        catch (carrier const&)
        {
            ++caught;
        }
    };
    Event go;
    auto stubborn = gevent::spawn([&] {
        wait();
        go.wait();
    });
    gevent::sleep();
    interrupt(stubborn);
    gevent::sleep();
    BOOST_TEST(caught == 1);
    BOOST_TEST(load.expired());
    go.set();
    stubborn.join();

    gevent::spawn(interrupt, gevent::getcurrent());
    wait();
    BOOST_TEST(caught == 2);
    BOOST_TEST(load.expired());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
