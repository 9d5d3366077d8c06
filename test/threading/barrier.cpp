// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/threading/barrier.hpp>
#include <quartet/threading/thread.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <mutex>
#include <set>
#include <stdexcept>
#include <vector>

#include "support/poll_until.hpp"

namespace {

namespace threading = quartet::threading;
using quartet::ValueError;
using quartet_test::poll_until;
using threading::Barrier;
using threading::BrokenBarrierError;
using threading::Thread;

/// Runs a function in some threads, and joins them.
class threads
{
public:
    template <class F>
    threads(int count, F f)
    {
        for (int i = 0; i != count; ++i)
        {
            all_.emplace_back(f);
            all_.back().start();
        }
    }
    ~threads() { join(); }
    void join()
    {
        for (Thread& each : all_)
        {
            each.join();
        }
    }

private:
    std::vector<Thread> all_;
};

/// Waits, and counts if the barrier breaks.
struct party
{
    Barrier& at;
    std::atomic<int>& broken;
    void operator()() const
    {
        try
        {
            at.wait();
        }
        catch (BrokenBarrierError const&)
        {
            ++broken;
        }
    }
};

BOOST_AUTO_TEST_SUITE(barrier)

BOOST_AUTO_TEST_CASE(it_needs_a_party)
{
    BOOST_CHECK_THROW(Barrier(0), ValueError);
    Barrier alone(1);
    BOOST_TEST(alone.wait() == 0);
    BOOST_TEST(alone.parties() == 1);
}

BOOST_AUTO_TEST_CASE(each_party_gets_another_number_and_the_action_runs_once_a_round)
{
    constexpr int parties = 4;
    constexpr int rounds = 200;
    std::atomic<int> actions = 0;
    Barrier all(parties, [&] { ++actions; });
    std::mutex mutex;
    std::vector<std::multiset<int>> numbers(rounds);
    std::atomic<bool> in_step = true;
    threads(parties, [&] {
        for (int round = 0; round != rounds; ++round)
        {
            int const number = all.wait();
            // Nobody can be more than a round ahead of us.
            in_step = in_step && (actions == round + 1 || actions == round + 2);
            std::lock_guard const lock(mutex);
            numbers[std::size_t(round)].insert(number);
        }
    }).join();
    BOOST_TEST(in_step);
    BOOST_TEST(actions == rounds);
    for (auto const& each : numbers)
    {
        BOOST_TEST((each == std::multiset<int>{0, 1, 2, 3}));
    }
}

BOOST_AUTO_TEST_CASE(a_time_that_runs_out_breaks_it_for_all)
{
    Barrier all(3);
    std::atomic<int> broken = 0;
    threads others(1, party{all, broken});
    poll_until([&] { return all.n_waiting() == 1; });
    BOOST_CHECK_THROW(all.wait(0.001), BrokenBarrierError);
    others.join();
    BOOST_TEST(broken == 1);
    BOOST_TEST(all.broken());
    BOOST_CHECK_THROW(all.wait(), BrokenBarrierError);
    all.reset();
    BOOST_TEST(!all.broken());
    threads again(2, party{all, broken});
    BOOST_TEST(all.wait() < 3);
    again.join();
    BOOST_TEST(broken == 1);
}

BOOST_AUTO_TEST_CASE(it_has_a_time_limit_of_its_own)
{
    Barrier two(2, {}, 0.001);
    BOOST_CHECK_THROW(two.wait(), BrokenBarrierError);
    two.reset();
    BOOST_CHECK_THROW(two.wait(-1), BrokenBarrierError);
}

BOOST_AUTO_TEST_CASE(an_action_that_throws_breaks_it)
{
    Barrier two(2, [] { throw std::runtime_error("action"); });
    std::atomic<int> broken = 0;
    threads other(1, party{two, broken});
    poll_until([&] { return two.n_waiting() == 1; });
    BOOST_CHECK_THROW(two.wait(), std::runtime_error);
    other.join();
    BOOST_TEST(broken == 1);
    BOOST_TEST(two.broken());
}

BOOST_AUTO_TEST_CASE(abort_and_reset_release_those_who_wait)
{
    Barrier three(3);
    std::atomic<int> broken = 0;
    {
        threads two(2, party{three, broken});
        poll_until([&] { return three.n_waiting() == 2; });
        three.reset();
    }
    BOOST_TEST(broken == 2);
    BOOST_TEST(!three.broken());
    {
        threads two(2, party{three, broken});
        poll_until([&] { return three.n_waiting() == 2; });
        three.abort();
    }
    BOOST_TEST(broken == 4);
    BOOST_TEST(three.broken());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
