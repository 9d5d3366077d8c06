// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/gevent/channel.hpp>
#include <quartet/gevent/joinall.hpp>
#include <quartet/gevent/queue.hpp>
#include <quartet/gevent/timeout.hpp>

#include <boost/mp11/list.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <deque>
#include <memory>
#include <random>
#include <ranges>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "support/peer_greenlet.hpp"
#include "support/peer_thread.hpp"

namespace {

namespace gevent = quartet::gevent;
using gevent::queue::Channel;
using gevent::queue::Empty;
using gevent::queue::Full;
using gevent::queue::ShutDown;
using namespace quartet_test;

using peers = boost::mp11::mp_list<peer_thread, peer_greenlet>;

static_assert(std::ranges::input_range<Channel<std::unique_ptr<int>>>);

BOOST_FIXTURE_TEST_SUITE(channel, leaves_no_greenlet)

BOOST_AUTO_TEST_CASE(it_has_no_room)
{
    Channel<int> ch;
    BOOST_TEST(ch.qsize() == 0u);
    BOOST_TEST(ch.empty());
    BOOST_TEST(ch.full());
    BOOST_TEST(ch.maxsize() == 1);
    BOOST_TEST(ch.balance() == 0);
    BOOST_CHECK_EXCEPTION(Channel<int>(2), quartet::ValueError, [](auto const& error) {
        return error.what() == std::string("maxsize: must be 1, but is 2");
    });
}

BOOST_AUTO_TEST_CASE(alone_one_neither_puts_nor_gets)
{
    Channel<int> ch;
    BOOST_CHECK_THROW(ch.put_nowait(1), Full);
    BOOST_CHECK_THROW(ch.get_nowait(), Empty);
    BOOST_CHECK_THROW(ch.put(1, true, 0), Full);
    BOOST_CHECK_THROW(ch.get(true, 0), Empty);
    BOOST_CHECK_THROW(ch.put(1, true, 0.02), Full);
    BOOST_CHECK_THROW(ch.get(true, 0.02), Empty);
    BOOST_CHECK_THROW(ch.put(1, false, -1), Full);
    BOOST_CHECK_THROW(ch.get(false, -1), Empty);
    BOOST_CHECK_THROW(ch.put(1, true, -1), quartet::ValueError);
    BOOST_CHECK_THROW(ch.get(true, -1), quartet::ValueError);
    BOOST_TEST(ch.balance() == 0);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(put_returns_when_its_item_is_taken, Peer, peers)
{
    Channel<std::string> ch;
    Peer putter([&] {
        ch.put("a");
        return true;
    });
    putter.until_asleep();
    BOOST_TEST(!putter.is_done());
    BOOST_TEST(ch.balance() == 1);
    BOOST_TEST(ch.empty());
    BOOST_TEST(ch.get() == "a");
    BOOST_TEST(putter.result());
    BOOST_TEST(ch.balance() == 0);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(who_waits_gets_what_is_put_without_waiting, Peer, peers)
{
    Channel<std::unique_ptr<int>> ch;
    Peer getter([&] { return *ch.get() == 5; });
    getter.until_asleep();
    BOOST_TEST(ch.balance() == -1);
    ch.put_nowait(std::make_unique<int>(5));
    BOOST_TEST(ch.balance() == 0);
    BOOST_TEST(getter.result());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(both_sides_are_served_in_the_order_of_their_coming, Peer, peers)
{
    Channel<int> ch;
    std::deque<Peer> putters;
    for (int i = 0; i != 3; ++i)
    {
        putters.emplace_back([&, i] {
            ch.put(i);
            return true;
        });
        putters.back().until_asleep();
    }
    BOOST_TEST(ch.balance() == 3);
    for (int i = 0; i != 3; ++i)
    {
        BOOST_TEST(ch.get_nowait() == i);
    }
    std::deque<Peer> getters;
    for (int i = 0; i != 3; ++i)
    {
        getters.emplace_back([&, i] { return ch.get() == i; });
        getters.back().until_asleep();
    }
    for (int i = 0; i != 3; ++i)
    {
        ch.put(i);
    }
    for (auto& each : getters)
    {
        BOOST_TEST(each.result());
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(who_gave_up_has_given_and_got_nothing, Peer, peers)
{
    Channel<int> ch;
    Peer late_putter([&] {
        try
        {
            ch.put(1, true, 0.01);
            return false;
        }
        catch (Full const&)
        {
            return true;
        }
    });
    BOOST_TEST(late_putter.result());
    BOOST_CHECK_THROW(ch.get_nowait(), Empty);
    Peer late_getter([&] {
        try
        {
            ch.get(true, 0.01);
            return false;
        }
        catch (Empty const&)
        {
            return true;
        }
    });
    BOOST_TEST(late_getter.result());
    BOOST_CHECK_THROW(ch.put_nowait(1), Full);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(shutdown_ends_all_waits, Peer, peers)
{
    for (bool const puts : {true, false})
    {
        Channel<int> ch;
        std::deque<Peer> those;
        for (int i = 0; i != 2; ++i)
        {
            those.emplace_back([&] {
                try
                {
                    puts ? ch.put(1) : void(ch.get());
                    return false;
                }
                catch (ShutDown const&)
                {
                    return true;
                }
            });
            those.back().until_asleep();
        }
        ch.shutdown();
        ch.shutdown();
        for (auto& each : those)
        {
            BOOST_TEST(each.result());
        }
        BOOST_CHECK_THROW(ch.put(1), ShutDown);
        BOOST_CHECK_THROW(ch.get_nowait(), ShutDown);
        BOOST_TEST(!ch.next());
        BOOST_TEST(ch.balance() == 0);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(iteration_ends_at_shutdown, Peer, peers)
{
    Channel<int> ch;
    Peer adder([&] {
        int sum = 0;
        for (int const item : ch)
        {
            sum = 10 * sum + item;
        }
        return sum == 123;
    });
    for (int i = 1; i <= 3; ++i)
    {
        ch.put(i);
    }
    ch.shutdown();
    BOOST_TEST(adder.result());
}

BOOST_AUTO_TEST_CASE(a_killed_putter_keeps_its_item)
{
    Channel<std::shared_ptr<int>> ch;
    auto const item = std::make_shared<int>(1);
    auto const victim = gevent::spawn([&] { ch.put(item); });
    auto const other = gevent::spawn([&] { ch.put(nullptr); });
    gevent::sleep(0);
    victim.kill(nullptr, false);
    BOOST_TEST(ch.get() == nullptr);
    victim.join();
    other.get();
    BOOST_TEST(item.use_count() == 1);
    BOOST_CHECK_THROW(ch.get_nowait(), Empty);
}

BOOST_AUTO_TEST_CASE(one_that_is_killed_when_it_has_met_another_goes_on_until_it_waits_again)
{
    Channel<int> ch;
    int got = 0;
    bool has_put = false;
    auto const getter = gevent::spawn([&] { got = ch.get(); });
    gevent::sleep(0);
    ch.put(3);
    getter.kill();
    BOOST_TEST(got == 3);
    auto const putter = gevent::spawn([&] {
        ch.put(4);
        has_put = true;
    });
    gevent::sleep(0);
    BOOST_TEST(ch.get() == 4);
    putter.kill();
    BOOST_TEST(has_put);
}

BOOST_AUTO_TEST_CASE(items_whose_moves_may_throw_are_handed_over)
{
    struct clumsy
    {
        explicit clumsy(int number)
            : value(number)
        {}
        clumsy(clumsy&& other) noexcept(false)
            : value(other.value)
        {
            if (value < 0)
            {
                throw std::runtime_error("fell");
            }
        }
        int value;
    };
    Channel<clumsy> ch;
    auto const getter = gevent::spawn([&] { return ch.get().value; });
    gevent::sleep(0);
    ch.put(clumsy(6));
    BOOST_TEST(getter.get() == 6);
    auto const waits = gevent::spawn([&] { return ch.get().value; });
    gevent::sleep(0);
    BOOST_CHECK_THROW(ch.put(clumsy(-1)), std::runtime_error);
    BOOST_TEST(ch.balance() == -1);
    ch.put(clumsy(7));
    BOOST_TEST(waits.get() == 7);
}

BOOST_AUTO_TEST_CASE(threads_that_give_up_soon_lose_and_double_nothing)
{
    constexpr int each = 2000;
    Channel<int> ch;
    std::atomic<long> put = 0;
    std::atomic<long> got = 0;
    std::atomic<int> left = 2 * each;
    std::vector<std::thread> threads;
    for (int t = 0; t != 2; ++t)
    {
        threads.emplace_back([&, t] {
            for (int i = 1; i <= each;)
            {
                try
                {
                    int const item = i + t * each;
                    ch.put(item, true, std::chrono::microseconds(i % 50));
                    put += item;
                    ++i;
                }
                catch (Full const&)
                {}
            }
        });
        threads.emplace_back([&] {
            while (left > 0)
            {
                try
                {
                    got += ch.get(true, std::chrono::microseconds(left % 50));
                    --left;
                }
                catch (Empty const&)
                {}
            }
        });
    }
    for (auto& thread : threads)
    {
        thread.join();
    }
    BOOST_TEST(put == got);
    BOOST_TEST(got == 2L * each * (2 * each + 1) / 2);
    BOOST_TEST(ch.balance() == 0);
}

BOOST_AUTO_TEST_CASE(among_greenlets_that_are_killed_and_late_at_random_no_item_is_lost_or_doubled)
{
    constexpr int interruptions = 1000;
    Channel<int> ch;
    int next = 0;
    int late = 0;
    std::set<int> put;
    std::multiset<int> got;
    auto const work = [&](unsigned seed) {
        std::minstd_rand random(seed);
        for (;;)
        {
            try
            {
                auto const with =
                    gevent::Timeout::start_new(std::chrono::microseconds(random() % 200));
                if (random() % 2 == 0)
                {
                    int const mine = next++;
                    ch.put(mine);
                    put.insert(mine);
                }
                else
                {
                    got.insert(ch.get());
                }
            }
            catch (gevent::Timeout const&)
            {
                ++late;
            }
        }
    };
    std::vector<gevent::Greenlet<void>> workers(20);
    std::minstd_rand random(2);
    int kills = 0;
    while (kills < interruptions || late < interruptions)
    {
        auto& unlucky = workers[random() % workers.size()];
        if (unlucky && !unlucky.ready())
        {
            unlucky.kill(nullptr, random() % 2 == 0);
            ++kills;
        }
        unlucky = gevent::spawn(work, static_cast<unsigned>(random()));
        for (auto rounds = random() % 8; rounds != 0; --rounds)
        {
            gevent::sleep(0);
        }
    }
    std::erase_if(workers, [](auto const& each) { return !each; });
    gevent::killall(workers);
    gevent::wait();
    BOOST_TEST((got == std::multiset<int>(put.begin(), put.end())));
    BOOST_TEST(put.size() > 100u);
    BOOST_TEST(ch.balance() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
