// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Greenlets that are killed, or late, while they wait: the exception comes out of every wait, and what
// they waited for is somebody else's.
#include <quartet/concurrent/futures/future.hpp>
#include <quartet/gevent/event.hpp>
#include <quartet/gevent/greenlet.hpp>
#include <quartet/gevent/lock.hpp>
#include <quartet/gevent/timeout.hpp>
#include <quartet/gevent/wait.hpp>
#include <quartet/queue/queue.hpp>
#include <quartet/threading/barrier.hpp>
#include <quartet/threading/condition.hpp>
#include <quartet/threading/lock.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <mutex>
#include <optional>
#include <tuple>

#include "support/peer_greenlet.hpp"
#include "support/poll_until.hpp"

namespace {

namespace gevent = quartet::gevent;
namespace threading = quartet::threading;
using gevent::Timeout;
using quartet::queue::Queue;
using namespace quartet_test;
using namespace std::chrono_literals;

// --- what greenlets wait in, with wait(); end() ends the wait of one of them ---

template <class Kind>
struct waits_in_lock
{
    Kind lock;

    waits_in_lock() { lock.acquire(); }
    void wait() { std::scoped_lock const with(lock); }
    void end() { lock.release(); }
    bool is_well() const { return !lock.locked(); }
};

struct waits_in_semaphore
{
    threading::Semaphore semaphore{0};

    void wait() { semaphore.acquire(); }
    void end() { semaphore.release(); }
    bool is_well() const { return semaphore.counter() == 0; }
};

struct looks_at_semaphore
{
    threading::Semaphore semaphore{0};

    void wait() { semaphore.wait(); }
    void end() { semaphore.release(); }
    bool is_well() const { return semaphore.counter() == 1; }
};

template <class Kind>
struct waits_in_condition
{
    Kind lock;
    threading::Condition condition{lock};
    int without_lock = 0;

    void wait()
    {
        std::scoped_lock const with(condition);
        try
        {
            condition.wait();
        }
        catch (...)
        {
            without_lock += lock.locked() ? 0 : 1;
            condition.notify(0);  // throws without the lock
            throw;
        }
    }
    void end()
    {
        std::scoped_lock const with(condition);
        condition.notify();
    }
    bool is_well() const { return !lock.locked() && without_lock == 0; }
};

struct waits_in_event
{
    threading::Event event;

    void wait() { event.wait(); }
    void end() { event.set(); }
    bool is_well() const { return event.is_set(); }
};

struct waits_in_get
{
    Queue<int> queue;
    int sent = 0;
    int got = 0;

    void wait() { got += queue.get(); }
    void end()
    {
        ++sent;
        queue.put(1);
    }
    bool is_well() const { return got == sent && queue.empty(); }
};

struct waits_in_put
{
    Queue<int> queue{1};
    int sent = 0;
    int got = 0;

    waits_in_put() { queue.put(0); }
    void wait()
    {
        queue.put(1);
        ++sent;
    }
    void end() { got += queue.get(); }
    bool is_well()
    {
        got += queue.get_nowait();
        return got == sent && queue.empty();
    }
};

struct waits_in_join
{
    Queue<int> queue;

    waits_in_join() { queue.put(0); }
    void wait() { queue.join(); }
    void end() { queue.task_done(); }
    bool is_well() const { return true; }
};

struct waits_in_future
{
    quartet::concurrent::futures::Future<int> future;

    void wait() { future.result(); }
    void end() { future.set_result(1); }
    bool is_well() const { return future.result() == 1; }
};

struct waits_in_async_result
{
    gevent::event::AsyncResult<int> result;

    void wait() { result.get(); }
    void end() { result.set(1); }
    bool is_well() const { return result.get() == 1; }
};

struct waits_for_greenlet
{
    threading::Event event;
    gevent::Greenlet<bool> other = gevent::spawn([this] { return event.wait(); });

    void wait() { other.get(); }
    void end()
    {
        event.set();
        other.join();
    }
    bool is_well() const { return other.get(); }
};

struct waits_for_several
{
    threading::Event event;
    threading::Event other;

    void wait() { gevent::wait({event, other}); }
    void end()
    {
        event.set();
        other.set();
    }
    bool is_well() const { return true; }
};

using all_waits = std::tuple<
    waits_in_lock<threading::Lock>,
    waits_in_lock<threading::RLock>,
    waits_in_semaphore,
    looks_at_semaphore,
    waits_in_condition<threading::Lock>,
    waits_in_condition<threading::RLock>,
    waits_in_event,
    waits_in_get,
    waits_in_put,
    waits_in_join,
    waits_in_future,
    waits_in_async_result,
    waits_for_greenlet,
    waits_for_several>;

/// Two greenlets that wait for the same; the first one will be interrupted.
template <class Wait>
struct two_waiters
{
    Wait what;
    bool was_killed = false;
    bool was_late = false;
    bool had_it = false;
    std::optional<Timeout> limit;

    gevent::Greenlet<void> first = gevent::spawn([this] {
        try
        {
            limit->start();
            what.wait();
            had_it = true;
            gevent::sleep(0);
        }
        catch (gevent::GreenletExit const&)
        {
            was_killed = true;
        }
        catch (Timeout const& caught)
        {
            was_late = caught == limit;
        }
        limit.reset();
    });
    gevent::Greenlet<void> second = gevent::spawn([this] { what.wait(); });

    explicit two_waiters(quartet::timeout seconds = {})
        : limit(seconds)
    {}

    /// Both wait.
    void begin() { gevent::sleep(0); }

    /// The second one gets it, or all who wait, and nothing is left.
    void finish()
    {
        first.join();
        gevent::sleep(0);
        if (!second.ready())
        {
            what.end();
        }
        second.get();
        BOOST_TEST(what.is_well());
    }
};

/// Time passes, and the loop does not learn of it.
void pass(std::chrono::milliseconds time)
{
    auto const end = std::chrono::steady_clock::now() + time;
    poll_until([&] { return std::chrono::steady_clock::now() >= end; });
}

BOOST_FIXTURE_TEST_SUITE(interruptions, leaves_no_greenlet)

BOOST_AUTO_TEST_CASE_TEMPLATE(who_is_killed_takes_nothing_with_him, Wait, all_waits)
{
    two_waiters<Wait> they;
    they.begin();
    they.first.kill();
    BOOST_TEST(they.was_killed);
    BOOST_TEST(!they.had_it);
    BOOST_TEST(!they.second.ready());
    they.finish();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nor_if_it_comes_before_he_has_run, Wait, all_waits)
{
    two_waiters<Wait> they;
    they.begin();
    they.first.kill(nullptr, false);
    they.what.end();
    they.first.join();
    BOOST_TEST(they.was_killed);
    BOOST_TEST(!they.had_it);
    they.finish();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    who_is_killed_when_it_was_handed_to_him_has_it_and_ends_in_the_next_wait, Wait, all_waits)
{
    two_waiters<Wait> they;
    they.begin();
    they.what.end();
    they.first.kill(nullptr, false);
    they.first.join();
    BOOST_TEST(they.had_it);
    they.finish();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(who_is_late_takes_nothing_with_him, Wait, all_waits)
{
    two_waiters<Wait> they(2ms);
    they.begin();
    they.first.join();
    BOOST_TEST(they.was_late);
    BOOST_TEST(!they.had_it);
    BOOST_TEST(!they.second.ready());
    they.finish();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nor_if_it_comes_when_the_time_is_just_over, Wait, all_waits)
{
    two_waiters<Wait> they(2ms);
    bool was_first = false;
    auto const other = gevent::spawn([&] {
        gevent::sleep(1ms);
        was_first = !they.first.ready();
        they.what.end();
    });
    they.begin();
    pass(5ms);  // both are due: the other greenlet, and then the time of the first waiter
    other.join();
    BOOST_TEST(was_first);
    they.first.join();
    BOOST_TEST(they.was_late);
    BOOST_TEST(!they.had_it);
    they.finish();
}

BOOST_AUTO_TEST_CASE(a_party_that_is_killed_or_late_breaks_its_barrier)
{
    for (bool const is_killed : {true, false})
    {
        threading::Barrier barrier(3);
        auto const first = gevent::spawn([&] {
            auto const with = Timeout::start_new(is_killed ? quartet::timeout() : 1ms);
            BOOST_CHECK_THROW(barrier.wait(), std::exception);
        });
        auto const second = gevent::spawn(
            [&] { BOOST_CHECK_THROW(barrier.wait(), threading::BrokenBarrierError); });
        gevent::sleep(0);
        if (is_killed)
        {
            first.kill();
        }
        second.get();
        BOOST_TEST(barrier.broken());
        barrier.reset();
        std::vector<gevent::Greenlet<int>> all;
        for (int i = 0; i != 3; ++i)
        {
            all.push_back(gevent::spawn([&] { return barrier.wait(); }));
        }
        int sum = 0;
        for (auto const& each : all)
        {
            sum += each.get();
        }
        BOOST_TEST(sum == 0 + 1 + 2);
    }
}

BOOST_AUTO_TEST_CASE(a_condition_waits_for_its_lock_before_it_throws)
{
    threading::Condition condition;
    bool had_lock = false;
    auto const waiter = gevent::spawn([&] {
        std::scoped_lock const with(condition);
        try
        {
            condition.wait();
        }
        catch (gevent::GreenletExit const&)
        {
            had_lock = true;
            condition.notify(0);
            throw;
        }
    });
    gevent::sleep(0);
    {
        std::scoped_lock const with(condition);
        waiter.kill(nullptr, false);
        waiter.kill(nullptr, false);  // nor does a second one, or a notification, change that
        condition.notify();
        gevent::sleep(1ms);
        BOOST_TEST(!had_lock);
    }
    waiter.join();
    BOOST_TEST(had_lock);
    BOOST_TEST(waiter.successful());
    BOOST_TEST(!condition.locked());
}

BOOST_AUTO_TEST_CASE(an_item_that_is_put_when_a_getter_gives_up_is_not_lost)
{
    for (auto const delay : {1ms, 3ms})
    {
        Queue<int> queue;
        bool was_empty = false;
        auto const getter = gevent::spawn([&] {
            try
            {
                return queue.get(true, 2ms);
            }
            catch (quartet::queue::Empty const&)
            {
                was_empty = true;
                return 0;
            }
        });
        auto const putter = gevent::spawn([&] {
            gevent::sleep(delay);
            queue.put(7);
        });
        gevent::sleep(0);
        pass(6ms);  // both are due
        putter.join();
        BOOST_TEST(was_empty == (delay == 3ms));
        BOOST_TEST((was_empty ? queue.get_nowait() : getter.get()) == 7);
        getter.join();
        BOOST_TEST(queue.empty());
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
