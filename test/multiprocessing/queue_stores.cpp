// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// A process is killed right after each single store that it does in a queue, and the others go on.
#include <quartet/multiprocessing/errors.hpp>
#include <quartet/multiprocessing/queue.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <csignal>
#include <memory>
#include <string>
#include <unistd.h>
#include <vector>

#include "support/forked_peer.hpp"
#include "support/killed_midway.hpp"
#include "support/shared_names.hpp"
#include "support/travel.hpp"

namespace {

namespace mp = quartet::multiprocessing;
using namespace quartet_test;

/// What is in a queue. Asks as a newcomer, who looks for the dead first.
template <class Queue>
auto contents_of(Queue const& queue)
{
    Queue q = travel(queue);
    std::vector<typename Queue::value_type> items;
    try
    {
        for (;;)
        {
            items.push_back(q.get_nowait());
        }
    }
    catch (quartet::queue::Empty const&)
    {
        return items;
    }
}

template <class T>
bool is_one_of(std::vector<T> const& value, std::vector<std::vector<T>> const& allowed)
{
    return std::find(allowed.begin(), allowed.end(), value) != allowed.end();
}

/// A process that is killed with the next item of a queue in its hands.
template <class Queue>
void die_with_an_item(Queue& q)
{
    forked_peer thief([&] {
        q.get();
        ::raise(SIGKILL);
        return true;
    });
    thief.wait();
}

/// Afterwards there is room for as many items as before, and for no more.
template <class Queue>
bool has_room_for(Queue& q, int count, typename Queue::value_type const& item)
{
    for (int i = 0; i != count; ++i)
    {
        q.put(item);
    }
    return q.full();
}

/// A queue with one item and room for another.
template <class T>
struct half_full
{
    mp::Queue<T> q{2};
    T first;
    T second;
};

template <class T>
void put_is_killed(T const& first, T const& second)
{
    struct scene : half_full<T>
    {
        void approach() { this->q.put(this->q.get()); }
        void operation() { this->q.put(this->second); }
    };
    kill_after_each_store(
        [&] {
            auto now = std::make_unique<scene>();
            now->first = first;
            now->second = second;
            now->q.put(first);
            return now;
        },
        [](scene& after) {
            BOOST_TEST(
                is_one_of<T>(contents_of(after.q), {{after.first}, {after.first, after.second}}));
            BOOST_TEST(has_room_for(after.q, 2, after.first));
        });
}

template <class T>
void get_is_killed(T const& first, T const& second)
{
    struct scene : half_full<T>
    {
        void approach()
        {
            this->q.put(this->q.get());
            this->q.put(this->q.get());
        }
        void operation() { this->q.get(); }
    };
    kill_after_each_store(
        [&] {
            auto now = std::make_unique<scene>();
            now->first = first;
            now->second = second;
            now->q.put(first);
            now->q.put(second);
            return now;
        },
        [](scene& after) {
            BOOST_TEST(
                is_one_of<T>(contents_of(after.q), {{after.second}, {after.first, after.second}}));
            BOOST_TEST(has_room_for(after.q, 2, after.first));
        });
}

BOOST_FIXTURE_TEST_SUITE(queue_stores, leaves_no_name)

BOOST_AUTO_TEST_CASE(killed_in_put_the_item_is_there_or_not)
{
    put_is_killed<int>(1, 2);
}

BOOST_AUTO_TEST_CASE(killed_in_put_of_a_long_item_it_is_there_or_not)
{
    put_is_killed(std::string(300, '1'), std::string(300, '2'));
}

BOOST_AUTO_TEST_CASE(killed_in_get_the_item_is_there_or_gone)
{
    get_is_killed<int>(1, 2);
}

BOOST_AUTO_TEST_CASE(killed_in_get_of_a_long_item_it_is_there_or_gone)
{
    get_is_killed(std::string(300, '1'), std::string(300, '2'));
}

BOOST_AUTO_TEST_CASE(killed_where_the_queue_grows_it_grows_again)
{
    struct scene
    {
        mp::Queue<char> q{300};
        void operation() { q.put('x'); }
    };
    kill_after_each_store(
        [] {
            auto now = std::make_unique<scene>();
            for (int i = 0; i != 256; ++i)
            {
                now->q.put(char(i));
            }
            return now;
        },
        [](scene& after) {
            auto const items = contents_of(after.q);
            BOOST_TEST((items.size() == 256 || items.size() == 257));
            for (std::size_t i = 0; i != 256; ++i)
            {
                BOOST_REQUIRE(items.at(i) == char(i));
            }
            BOOST_TEST(has_room_for(after.q, 300, 'y'));
        });
}

BOOST_AUTO_TEST_CASE(killed_while_it_repairs_the_next_one_repairs)
{
    struct scene
    {
        mp::Queue<int> q{3};
        void operation() { q.put(3); }  // as a newcomer, who repairs first
    };
    kill_after_each_store(
        [] {
            auto now = std::make_unique<scene>();
            now->q.put(1);
            now->q.put(2);
            // Killed somewhere in get, it has the first item, or its handle, in its hands.
            kill_after_store(
                10, [&now] { now->q.full(); }, [&now] { now->q.get(); });
            return now;
        },
        [](scene& after) {
            BOOST_TEST(is_one_of<int>(contents_of(after.q), {{1, 2}, {1, 2, 3}, {2}, {2, 3}}));
            BOOST_TEST(has_room_for(after.q, 3, 4));
        });
}

BOOST_AUTO_TEST_CASE(killed_in_get_a_joinable_item_is_either_lost_or_there)
{
    struct scene
    {
        mp::JoinableQueue<int> q{2};
        scene() { q.put(1); }
        void operation() { q.get(); }
    };
    int lost = 0;
    kill_after_each_store(
        [] { return std::make_unique<scene>(); },
        [&](scene& after) {
            bool const is_there = !contents_of(after.q).empty();
            if (is_there)
            {
                after.q.task_done();
            }
            else
            {
                BOOST_CHECK_THROW(after.q.join(), mp::ProcessError);
                ++lost;
            }
            BOOST_CHECK_THROW(after.q.task_done(), quartet::ValueError);
            after.q.join();
        });
    BOOST_TEST(lost > 0);
}

BOOST_AUTO_TEST_CASE(killed_in_task_done_the_item_is_done_or_lost)
{
    struct scene
    {
        mp::JoinableQueue<int> q{2};
        scene() { q.put(1); }
        void approach() { q.get(); }
        void operation() { q.task_done(); }
    };
    kill_after_each_store(
        [] { return std::make_unique<scene>(); },
        [&](scene& after) {
            try
            {
                after.q.join();
            }
            catch (mp::ProcessError const&)
            {}
            after.q.join();
            BOOST_CHECK_THROW(after.q.task_done(), quartet::ValueError);
        });
}

BOOST_AUTO_TEST_CASE(killed_while_it_buries_a_consumer_join_hears_of_it)
{
    struct scene
    {
        mp::JoinableQueue<int> q{2};
        scene()
        {
            q.put(1);
            q.put(2);
            die_with_an_item(q);
        }
        void operation() { q.put(3); }
    };
    kill_after_each_store(
        [] { return std::make_unique<scene>(); },
        [&](scene& after) {
            std::size_t const rest = contents_of(after.q).size();
            BOOST_TEST((rest == 1 || rest == 2));
            for (std::size_t i = 0; i != rest; ++i)
            {
                after.q.task_done();
            }
            BOOST_CHECK_THROW(after.q.join(), mp::ProcessError);
            after.q.join();
        });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
