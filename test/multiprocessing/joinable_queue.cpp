// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// What JoinableQueue adds to Queue.
#include <quartet/multiprocessing.hpp>
#include <quartet/multiprocessing/queue.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <csignal>
#include <stdexcept>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

#include "support/poll_until.hpp"
#include "support/processes.hpp"
#include "support/travel.hpp"

namespace {

namespace mp = quartet::multiprocessing;
using namespace quartet_test;
using quartet::ValueError;

/// Whether join() has returned, told by a thread.
class joiner
{
public:
    explicit joiner(mp::JoinableQueue<int> q)
        : thread_([this, q]() mutable {
            q.join();
            done_ = true;
        })
    {}
    ~joiner() { thread_.join(); }
    bool is_done() const { return done_; }

private:
    std::atomic<bool> done_ = false;
    std::thread thread_;
};

void consume(mp::JoinableQueue<int> q, mp::Queue<int> results)
{
    for (int item; (item = q.get()) >= 0;)
    {
        results.put(item * item);
        q.task_done();
    }
    q.task_done();
}

void take_and_die(mp::JoinableQueue<std::string> q, int count)
{
    for (int i = 0; i != count; ++i)
    {
        q.get();
    }
    ::raise(SIGKILL);
}

void take_and_leave(mp::JoinableQueue<int> q)
{
    q.get();
}

struct unreadable
{
    template <class Archive>
    void serialize(Archive&, unsigned)
    {
        if (Archive::is_loading::value)
        {
            throw std::range_error("unreadable");
        }
    }
};

BOOST_FIXTURE_TEST_SUITE(joinable_queue, leaves_nothing)

BOOST_AUTO_TEST_CASE(it_is_a_queue)
{
    mp::JoinableQueue<std::string> q(1);
    q.put("x");
    BOOST_TEST(q.full());
    BOOST_CHECK_THROW(q.put_nowait("y"), quartet::queue::Full);
    mp::Queue<std::string> base = q;
    BOOST_TEST(base.get() == "x");
    q.task_done();
    q.join();
}

BOOST_AUTO_TEST_CASE(join_on_a_queue_that_was_never_used_returns)
{
    mp::JoinableQueue<int>().join();
}

BOOST_AUTO_TEST_CASE(join_waits_until_each_item_is_done)
{
    mp::JoinableQueue<int> q;
    q.put(1);
    q.put(2);
    joiner const waiting(q);
    q.get();
    q.task_done();
    BOOST_TEST(!waiting.is_done());
    q.get();
    BOOST_TEST(!waiting.is_done());
    q.task_done();
    poll_until([&] { return waiting.is_done(); });
}

BOOST_AUTO_TEST_CASE(it_can_be_joined_again_and_again)
{
    mp::JoinableQueue<int> q;
    for (int i = 0; i != 100; ++i)
    {
        q.put(i);
        q.get();
        q.task_done();
        q.join();
    }
}

BOOST_AUTO_TEST_CASE(task_done_more_often_than_get_is_an_error)
{
    mp::JoinableQueue<int> q;
    BOOST_CHECK_THROW(q.task_done(), ValueError);
    q.put(1);
    q.get();
    q.task_done();
    BOOST_CHECK_THROW(q.task_done(), ValueError);
    q.join();
}

BOOST_AUTO_TEST_CASE(an_item_that_cannot_be_read_is_done)
{
    mp::JoinableQueue<unreadable> q;
    q.put({});
    BOOST_CHECK_THROW(q.get(), std::range_error);
    q.join();
    BOOST_CHECK_THROW(q.task_done(), ValueError);
}

BOOST_AUTO_TEST_CASE(another_handle_may_say_that_an_item_is_done)
{
    mp::JoinableQueue<int> q;
    q.put(1);
    q.put(2);
    {
        auto other = travel(q);
        other.get();
    }
    auto third = travel(q);
    third.get();
    q.task_done();
    q.task_done();
    BOOST_CHECK_THROW(q.task_done(), ValueError);
    q.join();
}

BOOST_AUTO_TEST_CASE(join_does_not_return_while_items_lead_to_others)
{
    // Each item is put before its parent is done, so at no moment is everything done.
    constexpr int last = 3000;
    for (int round = 0; round != 5; ++round)
    {
        mp::JoinableQueue<int> q;
        // The more slots there are, the longer join looks at them.
        for (int i = 0; i != 10'000; ++i)
        {
            q.put(i);
        }
        for (int i = 0; i != 10'000; ++i)
        {
            q.get();
            q.task_done();
        }
        std::atomic<int> done = 0;
        q.put(0);
        q.put(0);
        std::vector<std::thread> workers;
        for (int i = 0; i != 3; ++i)
        {
            workers.emplace_back([&] {
                for (int item; (item = q.get()) >= 0;)
                {
                    if (item < last)
                    {
                        q.put(item + 1);
                    }
                    ++done;
                    q.task_done();
                }
                q.task_done();
            });
        }
        q.join();
        BOOST_TEST(done == 2 * (last + 1));
        for (int i = 0; i != 3; ++i)
        {
            q.put(-1);
        }
        for (auto& worker : workers)
        {
            worker.join();
        }
        q.join();
    }
}

BOOST_DATA_TEST_CASE(join_waits_for_other_processes, start_methods, method)
{
    mp::JoinableQueue<int> q;
    mp::Queue<int> results;
    mp::Context const context = mp::get_context(method);
    auto first = context.Process(consume, q, results);
    auto second = context.Process(consume, q, results);
    first.start();
    second.start();
    long expected = 0;
    for (int i = 0; i != 1000; ++i)
    {
        q.put(i);
        expected += i * i;
    }
    q.join();
    BOOST_TEST(results.qsize() == 1000u);
    q.put(-1);
    q.put(-1);
    q.join();
    first.join();
    second.join();
    for (int i = 0; i != 1000; ++i)
    {
        expected -= results.get();
    }
    BOOST_TEST(expected == 0);
}

BOOST_DATA_TEST_CASE(what_a_killed_consumer_took_is_an_error_of_join_once, start_methods, method)
{
    mp::JoinableQueue<std::string> q;
    for (int i = 0; i != 5; ++i)
    {
        q.put(std::string(std::size_t(1) << (5 * i), 'x'));
    }
    BOOST_TEST(run_process(method, take_and_die, q, 3).value() == -SIGKILL);
    q.get();
    q.get();
    q.task_done();
    q.task_done();
    auto const says_three = [](mp::ProcessError const& error) {
        return std::string(error.what()).find("3 items") != std::string::npos;
    };
    BOOST_CHECK_EXCEPTION(q.join(), mp::ProcessError, says_three);
    q.join();
    BOOST_CHECK_THROW(q.task_done(), ValueError);
    q.put("y");
    q.get();
    q.task_done();
    q.join();
}

BOOST_AUTO_TEST_CASE(join_that_waits_hears_of_a_killed_consumer)
{
    mp::JoinableQueue<std::string> q;
    q.put("x");
    std::atomic<bool> caught = false;
    std::thread waiting([&] {
        try
        {
            q.join();
        }
        catch (mp::ProcessError const&)
        {
            caught = true;
        }
    });
    run_process("spawn", take_and_die, q, 1);
    waiting.join();
    BOOST_TEST(caught);
}

BOOST_AUTO_TEST_CASE(what_a_consumer_left_undone_can_be_done_by_another)
{
    mp::JoinableQueue<int> q;
    q.put(1);
    run_process("spawn", take_and_leave, q);
    joiner const waiting(q);
    q.task_done();
    poll_until([&] { return waiting.is_done(); });
}

BOOST_AUTO_TEST_CASE(many_killed_consumers_leave_room_for_others)
{
    // More than a queue has users at a time.
    mp::JoinableQueue<int> q;
    for (int i = 0; i != 1100; ++i)
    {
        q.put(i);
        forked_peer consumer([&] {
            q.get();
            ::raise(SIGKILL);
            return true;
        });
        BOOST_REQUIRE(consumer.wait() == -SIGKILL);
    }
    BOOST_CHECK_THROW(q.join(), mp::ProcessError);
    q.join();
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
