// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_SUPPORT_QUEUE_RULES_HPP
#define QUARTET_TEST_SUPPORT_QUEUE_RULES_HPP

#include <quartet/queue/errors.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <deque>
#include <string>
#include <time.h>
#include <utility>
#include <vector>

namespace quartet_test {

using namespace std::chrono_literals;

/// What every Queue does, between threads of one process, or greenlets of one thread.
/** @tparam Peer one of them: peer_thread or peer_greenlet. */
template <template <class> class Queue, class Peer>
struct queue_rules
{
    using clock = std::chrono::steady_clock;
    using Empty = quartet::queue::Empty;
    using Full = quartet::queue::Full;

    static void items_come_out_in_the_order_in_which_they_went_in()
    {
        Queue<int> q;
        for (int i = 0; i != 100; ++i)
        {
            q.put(i);
        }
        for (int i = 0; i != 100; ++i)
        {
            BOOST_TEST(q.get() == i);
        }
    }

    static void a_new_queue_is_empty()
    {
        Queue<int> q;
        BOOST_TEST(q.empty());
        BOOST_TEST(!q.full());
        BOOST_TEST(q.qsize() == 0u);
    }

    static void qsize_empty_and_full_tell_how_many_items_there_are()
    {
        Queue<std::string> q(2);
        q.put("a");
        BOOST_TEST(q.qsize() == 1u);
        BOOST_TEST(!q.empty());
        BOOST_TEST(!q.full());
        q.put("b");
        BOOST_TEST(q.qsize() == 2u);
        BOOST_TEST(q.full());
        q.get();
        BOOST_TEST(!q.full());
        q.get();
        BOOST_TEST(q.empty());
    }

    static void get_on_an_empty_queue_times_out()
    {
        Queue<int> q;
        auto const start = clock::now();
        BOOST_CHECK_THROW(q.get(true, 120ms), Empty);
        BOOST_TEST((clock::now() - start >= 120ms));
        BOOST_CHECK_THROW(q.get(true, 0), Empty);
        BOOST_CHECK_THROW(q.get(false), Empty);
        BOOST_CHECK_THROW(q.get_nowait(), Empty);
        BOOST_CHECK_THROW(q.get(false, std::nullopt), Empty);
    }

    static void put_on_a_full_queue_times_out()
    {
        Queue<int> q(1);
        q.put(1);
        auto const start = clock::now();
        BOOST_CHECK_THROW(q.put(2, true, 120ms), Full);
        BOOST_TEST((clock::now() - start >= 120ms));
        BOOST_CHECK_THROW(q.put(2, true, 0), Full);
        BOOST_CHECK_THROW(q.put(2, false), Full);
        BOOST_CHECK_THROW(q.put_nowait(2), Full);
        BOOST_CHECK_THROW(q.put(2, false, std::nullopt), Full);
        BOOST_TEST(q.get() == 1);
        q.put_nowait(3);
        BOOST_TEST(q.get_nowait() == 3);
        BOOST_TEST(q.empty());
    }

    static void a_limit_has_no_meaning_where_nobody_waits()
    {
        Queue<int> q(1);
        BOOST_CHECK_THROW(q.get(false, -1), Empty);
        q.put(1, false, -1);
        BOOST_CHECK_THROW(q.put(2, false, -1), Full);
        BOOST_TEST(q.get(false, -1) == 1);
    }

    static void get_waits_for_an_item()
    {
        Queue<int> q;
        std::atomic<int> got = 0;
        Peer getter([&] {
            got = q.get();
            return true;
        });
        BOOST_CHECK_THROW(q.get(true, 20ms), Empty);
        BOOST_TEST(got == 0);
        q.put(5);
        getter.result();
        BOOST_TEST(got == 5);
    }

    static void put_waits_for_room()
    {
        Queue<int> q(1);
        q.put(1);
        std::atomic<bool> done = false;
        Peer putter([&] {
            q.put(2);
            return done = true;
        });
        BOOST_CHECK_THROW(q.put(3, true, 20ms), Full);
        BOOST_TEST(!done);
        BOOST_TEST(q.get() == 1);
        BOOST_TEST(q.get() == 2);
        putter.result();
    }

    static void what_was_put_can_be_got_at_once()
    {
        for (int i = 0; i != 200; ++i)
        {
            Queue<std::string> q;
            q.put("x");
            BOOST_TEST(q.get_nowait() == "x");
        }
        Queue<int> same;
        for (int i = 0; i != 20'000; ++i)
        {
            same.put(i);
            BOOST_REQUIRE(same.get_nowait() == i);
        }
    }

    static void what_was_put_can_be_got_at_once_by_each_of_several()
    {
        Queue<int> q;
        std::atomic<int> missing = 0;
        std::atomic<int> ready = 0;
        std::deque<Peer> peers;
        for (int t = 0; t != 4; ++t)
        {
            peers.emplace_back([&] {
                for (++ready; ready != 4;)
                {
                    Peer::yield();
                }
                for (int i = 0; i != 5000; ++i)
                {
                    q.put(i);
                    try
                    {
                        q.get_nowait();
                    }
                    catch (Empty const&)
                    {
                        ++missing;
                    }
                }
            });
        }
        peers.clear();
        BOOST_TEST(missing == 0);
        BOOST_TEST(q.empty());
    }

    static void each_of_many_gets_items_in_each_producers_order()
    {
        constexpr int producers = 4;
        constexpr int each = 3000;
        for (int const maxsize : {0, 1, 7})
        {
            Queue<std::pair<int, int>> q(maxsize);
            std::deque<Peer> peers;
            for (int p = 0; p != producers; ++p)
            {
                peers.emplace_back([&, p] {
                    for (int i = 0; i != each; ++i)
                    {
                        q.put({p, i});
                    }
                });
            }
            std::vector<std::atomic<int>> times(producers * each);
            std::atomic<int> disorder = 0;
            for (int c = 0; c != 4; ++c)
            {
                peers.emplace_back([&] {
                    std::vector<int> last(producers, -1);
                    for (int n = 0; n != producers * each / 4; ++n)
                    {
                        auto const [p, i] = q.get();
                        disorder += i <= last[p];
                        last[p] = i;
                        ++times[p * each + i];
                    }
                });
            }
            peers.clear();
            BOOST_TEST(disorder == 0);
            BOOST_TEST(std::count(times.begin(), times.end(), 1) == producers * each);
            BOOST_TEST(q.empty());
        }
    }

    static void items_and_room_are_shared_by_those_that_give_up_soon()
    {
        constexpr int each = 2000;
        Queue<int> q(2);
        std::atomic<long> sum = 0;
        std::atomic<int> left = 3 * each;
        std::deque<Peer> peers;
        for (int t = 0; t != 3; ++t)
        {
            peers.emplace_back([&] {
                for (int i = 1; i <= each;)
                {
                    try
                    {
                        q.put(i, true, 20us);
                        ++i;
                    }
                    catch (Full const&)
                    {}
                }
            });
            peers.emplace_back([&] {
                while (left > 0)
                {
                    try
                    {
                        sum += q.get(true, 20us);
                        --left;
                    }
                    catch (Empty const&)
                    {}
                }
            });
        }
        peers.clear();
        BOOST_TEST(sum == 3L * each * (each + 1) / 2);
        BOOST_TEST(q.empty());
    }

    static void without_limit_put_never_blocks()
    {
        Queue<int> q;
        for (int i = 0; i != 100'000; ++i)
        {
            q.put(i, false);
        }
        BOOST_TEST(!q.full());
        BOOST_TEST(q.qsize() == 100'000u);
        for (int i = 0; i != 100'000; ++i)
        {
            BOOST_REQUIRE(q.get() == i);
        }
        BOOST_CHECK_THROW(q.get_nowait(), Empty);
    }

    static void it_grows_while_others_get()
    {
        Queue<int> q;
        constexpr int count = 20'000;
        int disorder = 0;
        Peer getter([&] {
            for (int i = 0; i != count; ++i)
            {
                disorder += q.get() != i;
            }
        });
        for (int i = 0; i != count; ++i)
        {
            q.put(i);
        }
        getter.result();
        BOOST_TEST(disorder == 0);
        BOOST_TEST(q.empty());
    }

    static void a_limit_beyond_the_first_slots_is_kept()
    {
        Queue<char> q(1000);
        for (int i = 0; i != 1000; ++i)
        {
            q.put_nowait(char(i));
        }
        BOOST_TEST(q.full());
        BOOST_CHECK_THROW(q.put_nowait('x'), Full);
        for (int i = 0; i != 1000; ++i)
        {
            BOOST_REQUIRE(q.get_nowait() == char(i));
        }
    }

    static void who_waits_costs_no_processor_time()
    {
        Queue<int> q;
        auto const used = [] {
            timespec now;
            ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
            return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
        };
        auto const before = used();
        BOOST_CHECK_THROW(q.get(true, 2), Empty);
        BOOST_TEST((used() - before < 50ms));
    }
};

}  // namespace quartet_test

// clang-format off
#define QUARTET_TEST_QUEUE_RULE(Queue, Peer, rule) \
    BOOST_AUTO_TEST_CASE(rule) { quartet_test::queue_rules<Queue, Peer>::rule(); }

/// A case for each rule.
#define QUARTET_TEST_QUEUE_RULES(Queue, Peer) \
    QUARTET_TEST_QUEUE_RULE(Queue, Peer, items_come_out_in_the_order_in_which_they_went_in) \
    QUARTET_TEST_QUEUE_RULE(Queue, Peer, a_new_queue_is_empty) \
    QUARTET_TEST_QUEUE_RULE(Queue, Peer, qsize_empty_and_full_tell_how_many_items_there_are) \
    QUARTET_TEST_QUEUE_RULE(Queue, Peer, get_on_an_empty_queue_times_out) \
    QUARTET_TEST_QUEUE_RULE(Queue, Peer, put_on_a_full_queue_times_out) \
    QUARTET_TEST_QUEUE_RULE(Queue, Peer, a_limit_has_no_meaning_where_nobody_waits) \
    QUARTET_TEST_QUEUE_RULE(Queue, Peer, get_waits_for_an_item) \
    QUARTET_TEST_QUEUE_RULE(Queue, Peer, put_waits_for_room) \
    QUARTET_TEST_QUEUE_RULE(Queue, Peer, what_was_put_can_be_got_at_once) \
    QUARTET_TEST_QUEUE_RULE(Queue, Peer, what_was_put_can_be_got_at_once_by_each_of_several) \
    QUARTET_TEST_QUEUE_RULE(Queue, Peer, each_of_many_gets_items_in_each_producers_order) \
    QUARTET_TEST_QUEUE_RULE(Queue, Peer, items_and_room_are_shared_by_those_that_give_up_soon) \
    QUARTET_TEST_QUEUE_RULE(Queue, Peer, without_limit_put_never_blocks) \
    QUARTET_TEST_QUEUE_RULE(Queue, Peer, it_grows_while_others_get) \
    QUARTET_TEST_QUEUE_RULE(Queue, Peer, a_limit_beyond_the_first_slots_is_kept) \
    QUARTET_TEST_QUEUE_RULE(Queue, Peer, who_waits_costs_no_processor_time)
// clang-format on

#endif
