// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/multiprocessing/barrier.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdlib>
#include <future>
#include <memory>
#include <set>
#include <thread>
#include <vector>

#include "support/asleep.hpp"
#include "support/forked_peer.hpp"
#include "support/killed_midway.hpp"
#include "support/poll_until.hpp"
#include "support/shared_names.hpp"
#include "support/shared_page.hpp"
#include "support/travel.hpp"

namespace {

namespace mp = quartet::multiprocessing;
using namespace quartet_test;

/// @return how often it was the last to arrive.
int pass(mp::Barrier& barrier, int rounds)
{
    int last = 0;
    for (int i = 0; i != rounds; ++i)
    {
        last += barrier.wait() == barrier.parties() - 1;
    }
    return last;
}

bool breaks(mp::Barrier& barrier)
{
    try
    {
        barrier.wait();
        return false;
    }
    catch (mp::BrokenBarrierError const&)
    {
        return true;
    }
}

/// Adds to a number in a page that forked processes share.
struct add
{
    shared_page* page = nullptr;

    void operator()() const { ++(*page)[0]; }

    template <class Archive>
    void serialize(Archive& ar, unsigned)
    {
        auto address = reinterpret_cast<std::uintptr_t>(page);
        // clang-format off
        ar & address;
        // clang-format on
        page = reinterpret_cast<shared_page*>(address);
    }
};

BOOST_FIXTURE_TEST_SUITE(barrier, leaves_no_name)

BOOST_AUTO_TEST_CASE(fewer_than_one_party_is_an_error_that_names_it)
{
    auto const names_it = [](quartet::ValueError const& error) {
        std::string const text = error.what();
        return text.find("parties") != std::string::npos && text.find("0") != std::string::npos;
    };
    BOOST_CHECK_EXCEPTION(mp::Barrier(0), quartet::ValueError, names_it);
    BOOST_CHECK_THROW(mp::Barrier(-1), quartet::ValueError);
}

BOOST_AUTO_TEST_CASE(it_is_what_it_was_made_as)
{
    mp::Barrier barrier(3);
    BOOST_TEST(barrier.parties() == 3);
    BOOST_TEST(barrier.n_waiting() == 0);
    BOOST_TEST(!barrier.broken());
    mp::Barrier const by_all_names[] = {
        mp::Barrier(1, nullptr), mp::Barrier(1, std::nullopt, 2.5), mp::Barrier(1, {}, 2.5)};
    for (mp::Barrier each : by_all_names)
    {
        BOOST_TEST(each.wait() == 0);
        BOOST_TEST(each.wait() == 0);
    }
}

BOOST_AUTO_TEST_CASE(all_parties_pass_round_after_round_with_different_numbers)
{
    constexpr int parties = 3;
    constexpr int rounds = 200;
    mp::Barrier barrier(parties);
    shared_page page;
    auto const work = [&](int number) {
        mp::Barrier mine = travel(barrier);
        for (int i = 0; i != rounds; ++i)
        {
            page[number] = i;
            int const index = mine.wait();
            page[10 + index] += 1;
            for (int other = 0; other != parties; ++other)
            {
                if (page[other] < i)
                {
                    return false;
                }
            }
            mine.wait();
        }
        return true;
    };
    forked_peer first([&] { return work(0); });
    forked_peer second([&] { return work(1); });
    BOOST_TEST(work(2));
    BOOST_TEST(first.wait() == 0);
    BOOST_TEST(second.wait() == 0);
    for (int index = 0; index != parties; ++index)
    {
        BOOST_TEST(page[10 + index] == rounds);
    }
}

BOOST_AUTO_TEST_CASE(threads_are_parties_too)
{
    mp::Barrier barrier(3);
    auto first = std::async(std::launch::async, [&] { return pass(barrier, 50); });
    auto second = std::async(std::launch::async, [&] { return pass(barrier, 50); });
    int const third = pass(barrier, 50);
    BOOST_TEST(first.get() + second.get() + third == 50);
    BOOST_TEST(barrier.n_waiting() == 0);
}

BOOST_AUTO_TEST_CASE(the_action_runs_once_a_round_and_travels_along)
{
    shared_page page;
    mp::Barrier barrier(2, add{&page});
    forked_peer other([&] {
        mp::Barrier sent = travel(barrier);
        pass(sent, 100);
        return true;
    });
    for (int i = 0; i != 100; ++i)
    {
        barrier.wait();
        BOOST_TEST(page[0] >= i + 1);
    }
    BOOST_TEST(other.wait() == 0);
    BOOST_TEST(page[0] == 100);
}

BOOST_AUTO_TEST_CASE(an_action_that_throws_breaks_it_for_the_others)
{
    mp::Barrier barrier(2, [] { throw std::out_of_range("no"); });
    forked_peer other([&] { return breaks(barrier); });
    poll_until([&] { return barrier.n_waiting() == 1; });
    BOOST_CHECK_THROW(barrier.wait(), std::out_of_range);
    BOOST_TEST(other.wait() == 0);
    BOOST_TEST(barrier.broken());
    BOOST_TEST(breaks(barrier));
}

BOOST_AUTO_TEST_CASE(a_timeout_breaks_it_for_all)
{
    mp::Barrier barrier(3);
    forked_peer other([&] { return breaks(barrier); });
    poll_until([&] { return barrier.n_waiting() == 1; });
    BOOST_CHECK_THROW(barrier.wait(0.02), mp::BrokenBarrierError);
    BOOST_TEST(other.wait() == 0);
    BOOST_TEST(barrier.broken());
    BOOST_TEST(barrier.n_waiting() == 0);
}

BOOST_AUTO_TEST_CASE(the_default_timeout_is_the_barriers)
{
    mp::Barrier barrier(2, nullptr, 0.02);
    BOOST_CHECK_THROW(barrier.wait(), quartet::RuntimeError);
    barrier.reset();
    mp::Barrier sent = travel(barrier);
    BOOST_CHECK_THROW(sent.wait(), quartet::threading::BrokenBarrierError);
}

BOOST_AUTO_TEST_CASE(the_time_that_the_action_takes_does_not_count)
{
    mp::Barrier barrier(2, [] { std::this_thread::sleep_for(std::chrono::milliseconds(300)); });
    forked_peer other([&] { return barrier.wait(0.2) == 0; });
    poll_until([&] { return barrier.n_waiting() == 1; });
    BOOST_TEST(barrier.wait() == 1);
    BOOST_TEST(other.wait() == 0);
}

BOOST_AUTO_TEST_CASE(abort_breaks_it_and_reset_mends_it)
{
    mp::Barrier barrier(2);
    forked_peer other([&] { return breaks(barrier); });
    poll_until([&] { return barrier.n_waiting() == 1; });
    barrier.abort();
    BOOST_TEST(other.wait() == 0);
    BOOST_TEST(breaks(barrier));
    barrier.reset();
    BOOST_TEST(!barrier.broken());
    forked_peer again([&] { return barrier.wait() >= 0; });
    barrier.wait();
    BOOST_TEST(again.wait() == 0);
}

BOOST_AUTO_TEST_CASE(reset_sends_away_who_waits)
{
    mp::Barrier barrier(2);
    forked_peer other([&] { return breaks(barrier); });
    poll_until([&] { return barrier.n_waiting() == 1; });
    barrier.reset();
    BOOST_TEST(other.wait() == 0);
    BOOST_TEST(!barrier.broken());
}

BOOST_AUTO_TEST_CASE(a_party_killed_while_it_waits_breaks_it)
{
    mp::Barrier barrier(3);
    auto const wait = [&] { return breaks(barrier); };
    forked_peer victim(wait);
    forked_peer survivor(wait);
    poll_until([&] { return barrier.n_waiting() == 2; });
    victim.kill();
    BOOST_TEST(survivor.wait() == 0);
    BOOST_TEST(barrier.broken());
}

BOOST_AUTO_TEST_CASE(a_party_killed_in_the_action_breaks_it)
{
    mp::Barrier barrier(2, [] { ::pause(); });
    forked_peer survivor([&] { return breaks(barrier); });
    poll_until([&] { return barrier.n_waiting() == 1; });
    forked_peer victim([&] { return barrier.wait() >= 0; });
    poll_until([&] { return barrier.n_waiting() == 2; });
    victim.kill();
    BOOST_TEST(survivor.wait() == 0);
    BOOST_TEST(barrier.broken());
}

BOOST_AUTO_TEST_CASE(killed_after_any_store_of_its_arrival_it_passes_or_breaks)
{
    struct scene
    {
        mp::Barrier barrier{2};
        forked_peer other{[this] {
            try
            {
                barrier.wait();
                return true;
            }
            catch (mp::BrokenBarrierError const&)
            {
                return true;
            }
        }};
        scene()
        {
            poll_until([this] { return barrier.n_waiting() == 1; });
        }
        void operation() { barrier.wait(); }
    };
    kill_after_each_store(
        [] { return std::make_unique<scene>(); },
        [](scene& after) {
            if (!after.barrier.broken() && after.barrier.n_waiting() == 1)
            {
                after.barrier.abort();  // killed before it arrived
            }
            BOOST_TEST(after.other.wait() == 0);
            after.barrier.reset();
            forked_peer next([&] { return after.barrier.wait() >= 0; });
            BOOST_TEST(after.barrier.wait() >= 0);
            BOOST_TEST(next.wait() == 0);
        });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
