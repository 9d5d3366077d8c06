// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// The rules of Process. What can be its target and arguments: process_arguments.cpp. What it has of
// the system: process_surroundings.cpp. What is left of it: lifecycle.cpp.
#include <quartet/multiprocessing.hpp>
#include <quartet/multiprocessing/process.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

#include "support/forked_peer.hpp"
#include "support/poll_until.hpp"
#include "support/processes.hpp"

namespace {

namespace mp = quartet::multiprocessing;
using namespace quartet_test;
using namespace std::chrono_literals;
using quartet::AssertionError;
using quartet::ValueError;

void do_nothing() {}

void wait_for(mp::Event event)
{
    event.wait();
}

/// Whether a call throws a ValueError that says that the process is closed.
template <class Call>
bool says_closed(Call call)
{
    try
    {
        call();
    }
    catch (ValueError const& error)
    {
        return std::string(error.what()) == "process object is closed";
    }
    return false;
}

struct Worker : mp::ProcessType<Worker>
{
    explicit Worker(int n = 0, mp::ProcessOptions options = {})
        : mp::ProcessType<Worker>(std::move(options))
        , number(n)
    {}
    void run() override
    {
        bool const is_current = name() == mp::current_process().name() && pid() == ::getpid() &&
                                is_alive() && daemon() == mp::current_process().daemon();
        std::exit(is_current ? number : 1);
    }
    template <class Archive>
    void serialize(Archive& ar, unsigned)
    {
        // clang-format off
        ar & number;
        // clang-format on
    }
    int number;
};

template <class T>
struct Typed : mp::ProcessType<Typed<T>>
{
    void run() override {}
    template <class Archive>
    void serialize(Archive&, unsigned)
    {}
};

BOOST_FIXTURE_TEST_SUITE(process, leaves_nothing)

BOOST_DATA_TEST_CASE(it_is_nothing_then_alive_then_ended, start_methods, method)
{
    mp::Event go;
    mp::Process p = mp::get_context(method).Process(wait_for, go);
    BOOST_TEST(!p.pid().has_value());
    BOOST_TEST(!p.ident().has_value());
    BOOST_TEST(!p.exitcode().has_value());
    BOOST_TEST(!p.is_alive());
    BOOST_CHECK_THROW(p.sentinel(), ValueError);
    p.start();
    BOOST_TEST(p.pid().value() > 0);
    BOOST_TEST((p.pid() == p.ident()));
    BOOST_TEST(!p.exitcode().has_value());
    BOOST_TEST(p.is_alive());
    go.set();
    p.join();
    BOOST_TEST(p.exitcode().value() == 0);
    BOOST_TEST(!p.is_alive());
    BOOST_TEST(p.pid().value() > 0);
}

BOOST_DATA_TEST_CASE(the_exit_code_tells_how_it_ended, start_methods, method)
{
    BOOST_TEST(run_process(method, [] { std::exit(7); }).value() == 7);
    BOOST_TEST(run_process(method, [] { ::_exit(200); }).value() == 200);
    BOOST_TEST(run_process(method, [] { ::raise(SIGKILL); }).value() == -SIGKILL);
    BOOST_TEST(run_process(method, [] { ::raise(SIGUSR1); }).value() == -SIGUSR1);
    BOOST_TEST(run_process(method, [] { std::thread([] { std::exit(9); }).join(); }).value() == 9);
}

BOOST_DATA_TEST_CASE(a_signal_ends_it_and_is_its_exit_code, start_methods, method)
{
    using verb = void (mp::Process::*)();
    for (auto const& [send, number] :
         {std::pair<verb, int>{&mp::Process::terminate, SIGTERM},
          {&mp::Process::kill, SIGKILL},
          {&mp::Process::interrupt, SIGINT}})
    {
        mp::Event never;
        auto p = mp::get_context(method).Process(wait_for, never);
        BOOST_CHECK_THROW((p.*send)(), AssertionError);
        p.start();
        (p.*send)();
        p.join();
        BOOST_TEST(p.exitcode().value() == -number);
        (p.*send)();  // there is nobody any more
    }
}

BOOST_DATA_TEST_CASE(a_process_that_handles_sigint_survives_interrupt, start_methods, method)
{
    mp::Event ready;
    auto p = mp::get_context(method).Process(
        [](mp::Event waits) {
            static volatile std::sig_atomic_t interrupted = 0;
            std::signal(SIGINT, [](int) { interrupted = 1; });
            waits.set();
            poll_until([] { return interrupted != 0; });
            std::exit(good);
        },
        ready);
    p.start();
    ready.wait();
    p.interrupt();
    p.join();
    BOOST_TEST(p.exitcode().value() == good);
}

BOOST_DATA_TEST_CASE(join_waits_polls_and_may_be_repeated, start_methods, method)
{
    mp::Event go;
    auto p = mp::get_context(method).Process(wait_for, go);
    BOOST_CHECK_THROW(p.join(), AssertionError);
    p.start();
    p.join(0);
    p.join(-5);
    p.join(-0.5);
    BOOST_TEST(p.is_alive());
    auto const begin = std::chrono::steady_clock::now();
    p.join(60ms);
    BOOST_TEST((std::chrono::steady_clock::now() - begin >= 60ms));
    BOOST_TEST(!p.exitcode().has_value());
    go.set();
    p.join(std::nullopt);
    p.join();
    p.join(0);
    BOOST_TEST(p.exitcode().value() == 0);
}

BOOST_DATA_TEST_CASE(several_threads_may_join_and_close_it, start_methods, method)
{
    for (int round = 0; round != 20; ++round)
    {
        mp::Event go;
        auto p = mp::get_context(method).Process(wait_for, go);
        p.start();
        std::vector<std::thread> threads;
        for (int i = 0; i != 4; ++i)
        {
            threads.emplace_back([p]() mutable {
                try
                {
                    p.join();
                    p.close();
                }
                catch (ValueError const&)
                {
                    // Another one was first.
                }
            });
        }
        go.set();
        for (auto& each : threads)
        {
            each.join();
        }
        BOOST_TEST(says_closed([&] { p.name(); }));
    }
}

BOOST_DATA_TEST_CASE(the_sentinel_becomes_ready_when_it_ends, start_methods, method)
{
    mp::Event go;
    auto p = mp::get_context(method).Process(wait_for, go);
    p.start();
    int const sentinel = p.sentinel();
    BOOST_TEST(mp::wait({sentinel}, 0).empty());
    go.set();
    BOOST_TEST(mp::wait({sentinel}).size() == 1);
    BOOST_TEST(p.exitcode().value() == 0);
    BOOST_TEST(mp::wait({sentinel}, 0).size() == 1);
}

BOOST_DATA_TEST_CASE(it_starts_once, start_methods, method)
{
    auto p = mp::get_context(method).Process(do_nothing);
    auto copy = p;
    p.start();
    BOOST_CHECK_THROW(p.start(), AssertionError);
    BOOST_CHECK_THROW(copy.start(), AssertionError);
    p.join();
    BOOST_CHECK_THROW(p.start(), AssertionError);
    BOOST_TEST(copy.exitcode().value() == 0);
    BOOST_TEST((copy == p));
}

BOOST_DATA_TEST_CASE(close_is_for_the_ended_and_final, start_methods, method)
{
    mp::Event go;
    auto p = mp::get_context(method).Process(wait_for, go);
    p.start();
    BOOST_CHECK_THROW(p.close(), ValueError);
    BOOST_TEST(p.is_alive());
    go.set();
    p.join();
    p.close();
    p.close();
    BOOST_TEST(says_closed([&] { p.start(); }));
    BOOST_TEST(says_closed([&] { p.join(); }));
    BOOST_TEST(says_closed([&] { p.is_alive(); }));
    BOOST_TEST(says_closed([&] { p.terminate(); }));
    BOOST_TEST(says_closed([&] { p.kill(); }));
    BOOST_TEST(says_closed([&] { p.interrupt(); }));
    BOOST_TEST(says_closed([&] { p.exitcode(); }));
    BOOST_TEST(says_closed([&] { p.pid(); }));
    BOOST_TEST(says_closed([&] { p.sentinel(); }));
    BOOST_TEST(says_closed([&] { p.name(); }));
    BOOST_TEST(says_closed([&] { p.name("x"); }));
    BOOST_TEST(says_closed([&] { p.daemon(); }));
    BOOST_TEST(says_closed([&] { p.daemon(true); }));

    auto never_started = mp::get_context(method).Process(do_nothing);
    never_started.close();
    BOOST_TEST(says_closed([&] { never_started.start(); }));
}

BOOST_AUTO_TEST_CASE(names_count_up_and_begin_with_the_class)
{
    std::string const first = mp::Process(do_nothing).name();
    std::string const second = mp::Process(do_nothing).name();
    BOOST_REQUIRE(first.starts_with("Process-"));
    int const number = std::stoi(first.substr(8));
    BOOST_TEST(second == "Process-" + std::to_string(number + 1));
    BOOST_TEST(Worker().name() == "Worker-" + std::to_string(number + 2));
    BOOST_TEST(Typed<Worker>().name() == "Typed-" + std::to_string(number + 3));

    mp::Process p({.name = "demo"}, do_nothing);
    BOOST_TEST(p.name() == "demo");
    p.name("other");
    BOOST_TEST(p.name() == "other");
    BOOST_TEST(Worker(1, {.name = "mine"}).name() == "mine");
}

BOOST_DATA_TEST_CASE(a_childs_children_carry_its_number, start_methods, method)
{
    auto p = mp::get_context(method).Process(
        [](std::string how) {
            std::string const mine = mp::current_process().name();
            auto first = mp::get_context(how).Process(do_nothing);
            auto second = mp::get_context(how).Process(
                [](std::string expected) {
                    bool const as_expected = mp::current_process().name() == expected &&
                                             mp::Process(do_nothing).name() == expected + ":1";
                    std::exit(as_expected ? good : 1);
                },
                mine + ":2");
            bool const named = first.name() == mine + ":1" && second.name() == mine + ":2";
            second.start();
            second.join();
            std::exit(named ? second.exitcode().value() : 2);
        },
        method);
    p.start();
    p.join();
    BOOST_TEST(p.exitcode().value() == good);
}

BOOST_DATA_TEST_CASE(a_child_knows_itself_and_its_parent, start_methods, method)
{
    mp::Process const me = mp::current_process();
    BOOST_TEST(me.name() == "MainProcess");
    BOOST_TEST(me.pid().value() == ::getpid());
    BOOST_TEST(me.is_alive());
    BOOST_TEST(!me.daemon());
    BOOST_TEST(!mp::parent_process().has_value());

    mp::Process p = mp::get_context(method).Process(
        mp::ProcessOptions{.name = "kid", .daemon = true},
        [](int parent) {
            auto const self = mp::current_process();
            auto const other = mp::parent_process();
            if (!other)
            {
                std::exit(1);
            }
            std::exit(
                self.name() == "kid" && self.pid() == ::getpid() && self.daemon() &&
                        self.is_alive() && other->name() == "MainProcess" &&
                        other->pid() == parent && other->is_alive() &&
                        mp::wait({other->sentinel()}, 0).empty() && mp::active_children().empty()
                    ? good
                    : 2);
        },
        ::getpid());
    p.start();
    p.join();
    BOOST_TEST(p.exitcode().value() == good);
}

BOOST_AUTO_TEST_CASE(nobody_joins_signals_or_closes_himself)
{
    mp::Process me = mp::current_process();
    BOOST_CHECK_THROW(me.join(), AssertionError);
    BOOST_CHECK_THROW(me.start(), AssertionError);
    BOOST_CHECK_THROW(me.terminate(), AssertionError);
    BOOST_CHECK_THROW(me.close(), AssertionError);
    BOOST_CHECK_THROW(me.daemon(true), AssertionError);
}

BOOST_DATA_TEST_CASE(daemon_is_inherited_and_set_before_the_start, start_methods, method)
{
    mp::Event go;
    auto p = mp::get_context(method).Process(wait_for, go);
    BOOST_TEST(!p.daemon());
    p.daemon(true);
    BOOST_TEST(p.daemon());
    p.start();
    BOOST_CHECK_THROW(p.daemon(false), AssertionError);
    go.set();
    p.join();

    mp::Process inherits(
        {.daemon = true}, [] { std::exit(mp::Process(do_nothing).daemon() ? good : 1); });
    inherits.start();
    inherits.join();
    BOOST_TEST(inherits.exitcode().value() == good);
}

BOOST_DATA_TEST_CASE(a_daemon_starts_nothing, start_methods, method)
{
    auto p = mp::get_context(method).Process(
        mp::ProcessOptions{.daemon = true},
        [](std::string how) {
            auto child = mp::get_context(how).Process(do_nothing);
            child.daemon(false);
            try
            {
                child.start();
            }
            catch (AssertionError const& error)
            {
                std::exit(
                    std::string(error.what()).find("daemonic") != std::string::npos ? good : 1);
            }
        },
        method);
    p.start();
    p.join();
    BOOST_TEST(p.exitcode().value() == good);
}

BOOST_DATA_TEST_CASE(active_children_are_those_alive_and_it_reaps, start_methods, method)
{
    BOOST_TEST(mp::active_children().empty());
    std::size_t const children = child_processes().size();
    mp::Event go;
    auto p = mp::get_context(method).Process(wait_for, go);
    p.start();
    auto q = mp::get_context(method).Process(wait_for, go);
    q.start();
    auto const alive = mp::active_children();
    BOOST_TEST(alive.size() == 2);
    BOOST_TEST((alive.at(0) == p && alive.at(1) == q));
    go.set();
    poll_until([] { return mp::active_children().empty(); });
    BOOST_TEST(child_processes().size() == children);
    BOOST_TEST(p.exitcode().value() == 0);
}

BOOST_DATA_TEST_CASE(start_reaps_those_that_nobody_joined, start_methods, method)
{
    std::size_t const children = child_processes().size();
    int sentinel = -1;
    {
        auto forgotten = mp::get_context(method).Process(do_nothing);
        forgotten.start();
        sentinel = forgotten.sentinel();
    }
    mp::wait({sentinel});
    mp::Event go;
    auto p = mp::get_context(method).Process(wait_for, go);
    p.start();
    BOOST_TEST(child_processes().size() <= children + 1);
    go.set();
    p.join();
}

BOOST_DATA_TEST_CASE(a_subclass_is_rebuilt_and_runs_as_the_current_process, start_methods, method)
{
    mp::set_start_method(method, true);
    Worker w(good, {.name = "w", .daemon = true});
    w.start();
    w.join();
    mp::set_start_method(std::nullopt, true);
    BOOST_TEST(w.exitcode().value() == good);
}

BOOST_AUTO_TEST_CASE(run_can_be_called_here_too)
{
    static int runs = 0;
    mp::Process p([] { ++runs; });
    p.run();
    p.run();
    BOOST_TEST(runs == 2);
}

BOOST_DATA_TEST_CASE(only_its_creator_may_use_it, start_methods, method)
{
    mp::Event go;
    auto p = mp::get_context(method).Process(wait_for, go);
    p.start();
    forked_peer stranger([p]() mutable {
        int refused = 0;
        auto const refuses = [&](auto call) {
            try
            {
                call();
            }
            catch (AssertionError const&)
            {
                ++refused;
            }
        };
        refuses([&] { p.join(); });
        refuses([&] { p.is_alive(); });
        refuses([&] { p.exitcode(); });
        refuses([&] { p.kill(); });
        refuses([&] { p.close(); });
        return refused == 5 && mp::active_children().empty();
    });
    BOOST_TEST(stranger.wait() == 0);
    BOOST_TEST(p.is_alive());
    go.set();
    p.join();
    BOOST_TEST(p.exitcode().value() == 0);
}

BOOST_AUTO_TEST_CASE(cpu_count_is_that_of_the_machine)
{
    BOOST_TEST(mp::cpu_count() >= 1);
    BOOST_TEST(mp::get_context().cpu_count() == mp::cpu_count());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
