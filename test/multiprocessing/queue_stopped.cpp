// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// A process is stopped right after each single store that it does in get. Meanwhile another one
// gets an item, makes the next generation, and gets more.
#include <quartet/multiprocessing/queue.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <functional>
#include <optional>
#include <thread>
#include <unistd.h>
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

std::vector<int> const all{1, 2, 3, 4, 5, 6};

/// A queue with all items but the last, whose producer still lives.
class scene
{
public:
    scene()
        : producer_([this] {
            std::for_each(all.begin(), all.end() - 1, [this](int item) { q.put(item); });
            has_put_[0] = 1;
            for (;;)
            {
                ::pause();
            }
            return true;
        })
    {
        poll_until([this] { return has_put_[0] != 0; });
    }

    void kill_producer()
    {
        producer_.kill();
        producer_.wait();
    }

    mp::Queue<int> q;

private:
    shared_page has_put_;
    forked_peer producer_;
};

/// Lets the other one go on as soon as the work waits for it.
void while_nobody_waits(stopped_midway& other, std::function<void()> const& work)
{
    std::atomic<pid_t> id = 0;
    std::atomic<bool> done = false;
    std::thread worker([&] {
        id = ::gettid();
        work();
        done = true;
    });
    poll_until([&] { return done || (id != 0 && is_asleep(id)); });
    if (!done)
    {
        other.go_on();
    }
    worker.join();
}

void all_the_time(stopped_midway&, std::function<void()> const& work)
{
    work();
}

/// What this process got while the other one was stopped, and after that.
struct harvest
{
    std::vector<int> items;
    int of_other = 0;

    bool is_in_order() const { return std::is_sorted(items.begin(), items.end()); }
    bool has_each_once() const
    {
        std::vector<int> both = items;
        both.push_back(of_other);
        std::sort(both.begin(), both.end());
        return both == all;
    }
};

/// @return nothing if the other one never did so many stores.
template <class Stopped>
std::optional<harvest> stop_get_after(int store, Stopped stopped)
{
    scene now;
    stopped_midway other(
        store, [&now] { now.q.put(all.back()); }, [&now] { return now.q.get(); });
    if (!other.is_stopped())
    {
        return {};
    }
    harvest got;
    auto const get = [&got](mp::Queue<int>& q) { got.items.push_back(q.get()); };
    stopped(other, [&] { get(now.q); });
    now.kill_producer();
    stopped(other, [&] {
        auto newcomer = travel(now.q);  // who looks for the dead first
        get(newcomer);
        get(newcomer);
    });
    other.go_on();
    got.of_other = other.wait();
    while (!now.q.empty())
    {
        get(now.q);
    }
    return got;
}

BOOST_FIXTURE_TEST_SUITE(queue_stopped, leaves_no_name)

BOOST_AUTO_TEST_CASE(what_a_slow_consumer_is_about_to_get_does_not_come_late)
{
    int store = 0;
    while (auto const got = stop_get_after(store, while_nobody_waits))
    {
        BOOST_TEST_CONTEXT("stopped after store " << store)
        {
            BOOST_TEST(got->has_each_once());
            BOOST_TEST(got->is_in_order());
        }
        ++store;
    }
    BOOST_TEST(store > 1);
}

BOOST_AUTO_TEST_CASE(the_others_go_on_without_a_consumer_that_stays_stopped)
{
    int stores = 0;
    while (stop_get_after(stores, while_nobody_waits))
    {
        ++stores;
    }
    std::vector<forked_peer> scenes;  // at once, because each takes some seconds
    for (int store = 0; store != stores; ++store)
    {
        scenes.emplace_back([store] {
            auto const got = stop_get_after(store, all_the_time);
            return !got || got->has_each_once();
        });
    }
    for (forked_peer& each : scenes)
    {
        BOOST_TEST(each.wait() == 0);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
