// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// Children of greenlets: while one waits the others run, and what is interrupted is left in order.
#include <quartet/gevent/joinall.hpp>
#include <quartet/gevent/subprocess.hpp>
#include <quartet/gevent/timeout.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "subprocess_case.hpp"

namespace {

namespace gevent = quartet::gevent;
using namespace gevent::subprocess;
using namespace quartet_test;

/// A greenlet that counts its turns until it is destroyed.
class ticker
{
public:
    ticker()
        : run_(gevent::spawn([this] {
            for (;; ++turns_)
            {
                gevent::sleep(0.0001);
            }
        }))
    {}
    ~ticker() { run_.kill(); }

    /// Lets it tick; if it does not, the test's time limit ends this.
    void require_turns() const
    {
        for (long const before = turns_; turns_ < before + 3;)
        {
            gevent::sleep(0.0001);
        }
    }
    long turns() const { return turns_; }

private:
    long turns_ = 0;
    gevent::Greenlet<> run_;
};

/// Whether a call was interrupted by this very Timeout.
template <class Call>
bool is_interrupted(double seconds, Call call)
{
    auto const with = gevent::Timeout::start_new(seconds);
    try
    {
        call();
    }
    catch (gevent::Timeout const& caught)
    {
        return caught == with;
    }
    return false;
}

BOOST_FIXTURE_TEST_SUITE(subprocesses_of_greenlets, leaves_no_subprocess)

BOOST_AUTO_TEST_CASE(a_hundred_children_run_at_once)
{
    std::vector<gevent::Greenlet<std::string>> all;
    pipe_gate gate;
    for (int i = 0; i != 100; ++i)
    {
        all.push_back(gevent::spawn([i, &gate] {
            Popen const child(
                {.stdin_ = PIPE, .stdout_ = PIPE, .pass_fds = {gate.descriptor()}},
                {"sh", "-c", "read line < " + gate.path() + "; cat"});
            return child.communicate(std::to_string(i)).stdout_;
        }));
    }
    while (child_processes().size() < children_before + 100)
    {
        gevent::sleep(0.001);
    }
    gate.open();
    for (int i = 0; i != 100; ++i)
    {
        BOOST_TEST(all[std::size_t(i)].get() == std::to_string(i));
    }
}

BOOST_AUTO_TEST_CASE(others_run_while_one_waits_for_a_child)
{
    ticker const others;
    Popen const child({.stdin_ = PIPE, .stdout_ = PIPE}, {"cat"});
    peer_greenlet in_wait([&] { return child.wait() == 0; });
    peer_greenlet in_read([&] { return child.stdout_().readline() == "a line\n"; });
    in_wait.until_asleep();
    in_read.until_asleep();
    others.require_turns();
    BOOST_TEST(!in_wait.is_done());
    BOOST_TEST(!in_read.is_done());
    child.stdin_().write("a line\n");
    BOOST_TEST(in_read.result());
    child.stdin_().close();
    BOOST_TEST(in_wait.result());
}

BOOST_AUTO_TEST_CASE(others_run_while_the_main_greenlet_waits_for_a_child)
{
    ticker const others;
    long const before = others.turns();
    BOOST_TEST(call({"sleep", "0.05"}) == 0);
    BOOST_TEST(others.turns() > before);
}

BOOST_AUTO_TEST_CASE(others_run_while_one_talks_to_a_child_that_never_pauses)
{
    ticker const others;
    peer_greenlet busy([&] {
        Popen const child({.stdout_ = PIPE}, {"yes"});
        long const before = others.turns();
        while (others.turns() < before + 3)
        {
            child.stdout_().read(100'000);
        }
        child.kill();
        child.stdout_().close();
        return child.wait() == -SIGKILL;
    });
    BOOST_TEST(busy.result());
}

BOOST_AUTO_TEST_CASE(several_greenlets_wait_for_one_child)
{
    Popen const child({.stdin_ = PIPE}, {"sh", "-c", "read line; exit 5"});
    std::vector<gevent::Greenlet<int>> all;
    for (int i = 0; i != 5; ++i)
    {
        all.push_back(gevent::spawn([&] { return child.wait(); }));
    }
    BOOST_CHECK_THROW(child.wait(0.001), TimeoutExpired);
    child.stdin_().close();
    for (auto const& each : all)
    {
        BOOST_TEST(each.get() == 5);
    }
}

BOOST_AUTO_TEST_CASE(a_greenlet_that_is_killed_in_wait_leaves_the_child_alone)
{
    Popen const child({.stdin_ = PIPE}, {"cat"});
    peer_greenlet waiting([&] { child.wait(); });
    waiting.until_asleep();
    waiting.greenlet().kill();
    BOOST_TEST(!child.poll().has_value());
    child.stdin_().close();
    BOOST_TEST(child.wait() == 0);
}

BOOST_AUTO_TEST_CASE(a_timeout_that_is_thrown_in_communicate_loses_nothing)
{
    Popen const child({.stdin_ = PIPE, .stdout_ = PIPE}, {"sh", "-c", "echo first; cat"});
    BOOST_TEST(child.stdout_().readline() == "first\n");
    pipe_gate gate;
    Popen const gated(
        {.stdin_ = PIPE, .stdout_ = PIPE, .pass_fds = {gate.descriptor()}},
        {"sh", "-c", "echo first; read line < " + gate.path() + "; cat"});
    std::string const sent(1'000'000, 'x');
    BOOST_TEST(is_interrupted(0.05, [&] { gated.communicate(sent); }));
    gate.open();
    BOOST_TEST((gated.communicate().stdout_ == "first\n" + sent));
    BOOST_TEST(child.communicate("x").stdout_ == "x");
}

BOOST_AUTO_TEST_CASE(a_timeout_that_is_thrown_in_read_loses_nothing)
{
    Popen const child({.stdin_ = PIPE, .stdout_ = PIPE}, {"cat"});
    child.stdin_().write("half a ");
    BOOST_TEST(is_interrupted(0.05, [&] { child.stdout_().readline(); }));
    BOOST_TEST(is_interrupted(0.01, [&] { child.stdout_().read(100); }));
    child.stdin_().write("line\n");
    BOOST_TEST(child.stdout_().readline() == "half a line\n");
    child.communicate();
}

BOOST_AUTO_TEST_CASE(run_that_is_interrupted_kills_and_reaps_its_child)
{
    BOOST_TEST(is_interrupted(0.01, [] { run({"sleep", "3600"}); }));
    BOOST_TEST(child_processes().size() == children_before);
    peer_greenlet running([] { run({.input = "x", .stdout_ = PIPE}, {"sleep", "3600"}); });
    running.until_asleep();
    running.greenlet().kill();
    BOOST_TEST(child_processes().size() == children_before);
}

BOOST_AUTO_TEST_CASE(run_that_is_interrupted_again_while_it_reaps_reaps)
{
    auto const running = gevent::spawn([] { run({"sleep", "3600"}); });
    gevent::sleep(0.01);
    for (int i = 0; i != 10; ++i)
    {
        running.kill(nullptr, false);
    }
    running.join();
    BOOST_TEST(child_processes().size() == children_before);
}

BOOST_AUTO_TEST_CASE(runs_that_are_killed_at_random_leave_nothing)
{
    std::mt19937 random(4711);
    std::string const input(200'000, 'x');
    std::vector<gevent::Greenlet<bool>> all;
    for (int i = 0; i != 60; ++i)
    {
        all.push_back(gevent::spawn(
            [&] { return run({.input = input, .stdout_ = PIPE}, {"cat"}).stdout_ == input; }));
    }
    for (int i = 0; i != 30; ++i)
    {
        gevent::sleep(std::chrono::microseconds(random() % 2000));
        all[random() % all.size()].kill(nullptr, random() % 2 == 0);
    }
    for (auto const& each : all)
    {
        each.join();
        BOOST_TEST((each.exception() != nullptr || each.value() == true));
    }
    BOOST_TEST(child_processes().size() == children_before);
}

BOOST_AUTO_TEST_CASE(a_timeout_is_thrown_in_a_thread_without_greenlets)
{
    bool good = false;
    std::thread([&] { good = is_interrupted(0.01, [] { run({"sleep", "3600"}); }); }).join();
    BOOST_TEST(good);
}

BOOST_AUTO_TEST_CASE(a_popen_may_be_destroyed_while_a_greenlet_waits_in_it)
{
    auto child = std::make_unique<Popen>(Popen({.stdin_ = PIPE, .stdout_ = PIPE}, {"cat"}));
    pipe_writer const in = child->stdin_();
    peer_greenlet waiting([&] { return child->wait() == 0; });
    peer_greenlet reading([&] { return child->stdout_().read() == "x"; });
    waiting.until_asleep();
    reading.until_asleep();
    child.reset();
    in.write("x");
    in.close();
    BOOST_TEST(waiting.result());
    BOOST_TEST(reading.result());
}

BOOST_AUTO_TEST_CASE(several_threads_have_children_with_and_without_greenlets)
{
    std::vector<int> good(4);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t != good.size(); ++t)
    {
        threads.emplace_back([&good, t] {
            auto const talk = [] { return check_output({.input = "x"}, {"cat"}) == "x"; };
            for (int i = 0; i != 5; ++i)
            {
                good[t] += talk();
            }
            std::vector<gevent::Greenlet<bool>> all;
            for (int i = 0; t % 2 == 0 && i != 5; ++i)
            {
                all.push_back(gevent::spawn(talk));
            }
            for (auto const& each : all)
            {
                good[t] += each.get();
            }
        });
    }
    for (auto& thread : threads)
    {
        thread.join();
    }
    BOOST_TEST((good == std::vector<int>{10, 5, 10, 5}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
