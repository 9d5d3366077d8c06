// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// What greenlets wait for in multiprocessing does not stop their loop.
#include <quartet/gevent.hpp>
#include <quartet/multiprocessing.hpp>
#include <quartet/queue/errors.hpp>
#include <quartet/threading.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

#include "../../src/detail/event_count.hpp"
#include "../../src/detail/loop/shared_waits.hpp"
#include "support/leaves_no_descriptor.hpp"
#include "support/poll_until.hpp"
#include "support/processes.hpp"

namespace {

namespace gevent = quartet::gevent;
namespace mp = quartet::multiprocessing;
using namespace quartet_test;
using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr auto length = 300ms;  // of what is measured

/// A greenlet that counts.
class ticker
{
public:
    ticker()
        : greenlet_(gevent::spawn([this] {
            for (;;)
            {
                gevent::sleep(10ms);
                ++ticks_;
            }
        }))
    {}
    ~ticker() { greenlet_.kill(); }

    /// Since it began; a second.
    double rate() const
    {
        return ticks_ / std::chrono::duration<double>(steady_clock::now() - begin_).count();
    }

private:
    int ticks_ = 0;
    steady_clock::time_point begin_ = steady_clock::now();
    gevent::Greenlet<void> greenlet_;
};

/// What share of its ticks a greenlet keeps while another calls `wait`, until another thread, after
/// the time that is measured, calls `end`.
double kept_while(
    std::function<void()> wait, std::function<void()> end = [] {})
{
    double alone = 0;
    {
        ticker const ticks;
        gevent::sleep(length);
        alone = ticks.rate();
    }
    ticker const ticks;
    std::thread ends([end = std::move(end)] {
        std::this_thread::sleep_for(length);
        end();
    });
    gevent::spawn(std::move(wait)).get();
    double const kept = ticks.rate() / alone;
    ends.join();
    return kept;
}

constexpr double enough = 0.8;

int sleep_and_square(int x)
{
    std::this_thread::sleep_for(length);
    return x * x;
}

struct has_loop
{
    bool const is_warm = warm_up();
};
struct leaves_nothing_else : has_loop, leaves_nothing
{};

BOOST_FIXTURE_TEST_SUITE(greenlets_and_processes, leaves_nothing_else)

BOOST_AUTO_TEST_SUITE(ticks)

BOOST_AUTO_TEST_CASE(go_on_during_Queue_get)
{
    mp::Queue<int> q;
    BOOST_TEST(kept_while([&] { q.get(); }, [&] { q.put(1); }) > enough);
}

BOOST_AUTO_TEST_CASE(go_on_during_Queue_put)
{
    mp::Queue<int> q(1);
    q.put(1);
    BOOST_TEST(kept_while([&] { q.put(2); }, [&] { q.get(); }) > enough);
}

BOOST_AUTO_TEST_CASE(go_on_during_JoinableQueue_join)
{
    mp::JoinableQueue<int> q;
    q.put(1);
    auto const take = [&] {
        q.get();
        q.task_done();
    };
    BOOST_TEST(kept_while([&] { q.join(); }, take) > enough);
}

BOOST_AUTO_TEST_CASE(go_on_during_Lock_acquire)
{
    mp::Lock lock;
    lock.acquire();
    BOOST_TEST(kept_while([&] { lock.acquire(); }, [&] { lock.release(); }) > enough);
    lock.release();
}

BOOST_AUTO_TEST_CASE(go_on_during_Semaphore_acquire)
{
    mp::Semaphore semaphore(0);
    BOOST_TEST(kept_while([&] { semaphore.acquire(); }, [&] { semaphore.release(); }) > enough);
}

BOOST_AUTO_TEST_CASE(go_on_during_Event_wait)
{
    mp::Event event;
    BOOST_TEST(kept_while([&] { event.wait(); }, [&] { event.set(); }) > enough);
}

BOOST_AUTO_TEST_CASE(go_on_during_Condition_wait)
{
    mp::Condition condition;
    auto const wait = [&] {
        std::scoped_lock const with(condition);
        condition.wait();
    };
    auto const notify = [&] {
        std::scoped_lock const with(condition);
        condition.notify();
    };
    BOOST_TEST(kept_while(wait, notify) > enough);
}

BOOST_AUTO_TEST_CASE(go_on_during_Barrier_wait)
{
    mp::Barrier barrier(2);
    BOOST_TEST(kept_while([&] { barrier.wait(); }, [&] { barrier.wait(); }) > enough);
}

BOOST_AUTO_TEST_CASE(go_on_during_Process_join)
{
    mp::Event end;
    mp::Process process([](mp::Event until) { until.wait(); }, end);
    process.start();
    BOOST_TEST(kept_while([&] { process.join(); }, [&] { end.set(); }) > enough);
    BOOST_TEST((process.exitcode() == 0));
}

BOOST_AUTO_TEST_CASE(go_on_during_Pool_apply_and_map)
{
    mp::Pool pool(2);
    int result = 0;
    BOOST_TEST(kept_while([&] { result = pool.apply(sleep_and_square, 7); }) > enough);
    BOOST_TEST(result == 49);
    std::vector<int> results;
    auto const map = [&] { results = pool.map(sleep_and_square, std::vector<int>{1, 2, 3}); };
    BOOST_TEST(kept_while(map) > enough);
    BOOST_TEST(results == (std::vector<int>{1, 4, 9}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(go_on_during_Pool_join)
{
    mp::Pool pool(1);
    auto const results = pool.map_async(sleep_and_square, std::vector<int>{1, 2, 3}, 1);
    pool.close();
    BOOST_TEST(kept_while([&] { pool.join(); }) > enough);
    BOOST_TEST(results.ready());
}

BOOST_AUTO_TEST_CASE(go_on_during_Connection_recv)
{
    auto ends = mp::Pipe();
    std::string got;
    BOOST_TEST(
        kept_while(
            [&] { got = ends.first.recv<std::string>(); },
            [&] { ends.second.send(std::string(1'000'000, 'x')); }) > enough);
    BOOST_TEST(got.size() == 1'000'000);
}

BOOST_AUTO_TEST_CASE(go_on_during_Connection_send)
{
    auto ends = mp::Pipe();
    std::string got;
    BOOST_TEST(
        kept_while(
            [&] { ends.first.send(std::string(1'000'000, 'x')); },
            [&] { got = ends.second.recv<std::string>(); }) > enough);
    BOOST_TEST(got.size() == 1'000'000);
}

BOOST_AUTO_TEST_CASE(go_on_during_Connection_poll)
{
    auto ends = mp::Pipe();
    BOOST_TEST(
        kept_while([&] { ends.first.poll(std::nullopt); }, [&] { ends.second.send(1); }) > enough);
}

BOOST_AUTO_TEST_CASE(go_on_during_wait)
{
    auto one = mp::Pipe();
    auto two = mp::Pipe();
    std::vector<mp::waitable> ready;
    auto const wait = [&] { ready = mp::wait(std::vector<mp::waitable>{one.first, two.first}); };
    BOOST_TEST(kept_while(wait, [&] { two.second.send(1); }) > enough);
    BOOST_TEST(ready.size() == 1);
}

BOOST_AUTO_TEST_SUITE_END()

// --- many ---------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(three_hundred_greenlets_wait_in_one_queue)
{
    constexpr int many = 300;
    mp::Queue<int> q;
    std::vector<gevent::Greenlet<int>> all;
    for (int i = 0; i < many; ++i)
    {
        all.push_back(gevent::spawn([&] { return q.get(); }));
    }
    gevent::sleep(0);
    std::thread puts([q]() mutable {
        for (int i = 0; i < many; ++i)
        {
            q.put(i);
        }
    });
    int sum = 0;
    for (auto const& each : all)
    {
        sum += each.get();
    }
    puts.join();
    BOOST_TEST(sum == many * (many - 1) / 2);
}

BOOST_AUTO_TEST_CASE(greenlets_wait_in_more_objects_than_one_thread_can_watch)
{
    constexpr std::size_t many = 150;
    std::vector<mp::Event> events(many);
    std::vector<gevent::Greenlet<bool>> all;
    for (auto& each : events)
    {
        all.push_back(gevent::spawn([&] { return each.wait(); }));
    }
    gevent::sleep(0);
    std::thread sets([&] {
        for (auto& each : events)
        {
            each.set();
        }
    });
    for (auto const& each : all)
    {
        BOOST_TEST(each.get());
    }
    sets.join();
}

int take_all(mp::Queue<int> from)
{
    std::vector<gevent::Greenlet<int>> all;
    for (int i = 0; i < 10; ++i)
    {
        all.push_back(gevent::spawn([&] {
            int sum = 0;
            for (int item; (item = from.get()) != 0;)
            {
                sum += item;
            }
            return sum;
        }));
    }
    int sum = 0;
    for (auto const& each : all)
    {
        sum += each.get();
    }
    return sum;
}

BOOST_AUTO_TEST_CASE(greenlets_of_two_processes_share_a_queue)
{
    constexpr int many = 2'000;
    mp::Queue<int> q(100);
    mp::Queue<int> sums;
    mp::Process taker(
        [](mp::Queue<int> from, mp::Queue<int> to) { to.put(take_all(from)); }, q, sums);
    taker.start();
    auto puts = gevent::spawn([&] {
        for (int i = 1; i <= many; ++i)
        {
            q.put(i);
        }
        for (int i = 0; i < 20; ++i)
        {
            q.put(0);
        }
    });
    int const mine = take_all(q);
    puts.get();
    BOOST_TEST(mine + sums.get() == many * (many + 1) / 2);
    taker.join();
}

BOOST_AUTO_TEST_CASE(greenlets_of_several_threads_wait_in_one_event)
{
    mp::Event event;
    std::atomic<int> woken = 0;
    std::atomic<int> waiting = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i)
    {
        threads.emplace_back([&] {
            auto a = gevent::spawn([&] { woken += event.wait(); });
            auto b = gevent::spawn([&] {
                ++waiting;
                woken += event.wait();
            });
            a.join();
            b.join();
        });
    }
    poll_until([&] { return waiting == 3; });
    event.set();
    for (auto& each : threads)
    {
        each.join();
    }
    BOOST_TEST(woken == 6);
}

// --- interruptions ------------------------------------------------------------------------------

/// Ends the greenlet's wait, and says whether that ended the greenlet.
template <class Wait>
bool is_ended_by_kill(Wait wait)
{
    bool went_on = false;
    auto waits = gevent::spawn([&] {
        wait();
        went_on = true;
    });
    gevent::sleep(0.001);
    return waits.kill() && !went_on;
}

BOOST_AUTO_TEST_CASE(a_greenlet_that_is_killed_in_a_queue_takes_nothing)
{
    mp::Queue<int> q(1);
    BOOST_TEST(is_ended_by_kill([&] { q.get(); }));
    q.put(1);
    BOOST_TEST(is_ended_by_kill([&] { q.put(2); }));
    BOOST_TEST(q.get() == 1);
    BOOST_TEST(q.empty());
}

BOOST_AUTO_TEST_CASE(a_greenlet_that_is_killed_leaves_locks_as_they_are)
{
    mp::Lock lock;
    lock.acquire();
    BOOST_TEST(is_ended_by_kill([&] { lock.acquire(); }));
    lock.release();
    BOOST_TEST(!lock.locked());
    mp::Semaphore semaphore(0);
    BOOST_TEST(is_ended_by_kill([&] { semaphore.acquire(); }));
    semaphore.release();
    BOOST_TEST(semaphore.get_value() == 1);
    mp::Event event;
    BOOST_TEST(is_ended_by_kill([&] { event.wait(); }));
    event.set();
    BOOST_TEST(event.wait());
}

BOOST_AUTO_TEST_CASE(a_greenlet_that_is_killed_in_a_condition_has_its_lock_until_it_is_gone)
{
    mp::Lock lock;
    mp::Condition condition(lock);
    bool owned = false;
    auto waits = gevent::spawn([&] {
        std::scoped_lock const with(condition);
        try
        {
            condition.wait();
        }
        catch (gevent::GreenletExit const&)
        {
            owned = lock.locked();
            throw;
        }
    });
    gevent::sleep(0.001);
    waits.kill();
    BOOST_TEST(owned);
    BOOST_TEST(!lock.locked());
}

BOOST_AUTO_TEST_CASE(a_notification_that_meets_a_killed_greenlet_goes_to_another)
{
    mp::Condition condition;
    auto const wait = [&] {
        std::scoped_lock const with(condition);
        return condition.wait();
    };
    auto first = gevent::spawn(wait);
    auto second = gevent::spawn(wait);
    gevent::sleep(0.001);
    {
        std::scoped_lock const with(condition);
        first.kill(nullptr, false);  // it has left its wait, and has not run since
        condition.notify();
    }
    BOOST_TEST(second.get());
    BOOST_TEST(first.successful());
}

BOOST_AUTO_TEST_CASE(a_greenlet_that_is_killed_in_a_barrier_breaks_it)
{
    mp::Barrier barrier(3);
    auto other = gevent::spawn([&] {
        try
        {
            barrier.wait();
        }
        catch (quartet::threading::BrokenBarrierError const&)
        {
            return true;
        }
        return false;
    });
    BOOST_TEST(is_ended_by_kill([&] { barrier.wait(); }));
    BOOST_TEST(other.get());
    BOOST_TEST(barrier.broken());
    BOOST_TEST(barrier.n_waiting() == 0);
}

BOOST_AUTO_TEST_CASE(a_greenlet_is_killed_while_it_waits_for_a_process)
{
    mp::Event end;
    mp::Process process([](mp::Event until) { until.wait(); }, end);
    process.start();
    BOOST_TEST(is_ended_by_kill([&] { process.join(); }));
    BOOST_TEST(process.is_alive());
    end.set();
    process.join();
}

BOOST_AUTO_TEST_CASE(a_greenlet_is_killed_between_messages_of_a_connection)
{
    auto [ours, theirs] = mp::Pipe();
    BOOST_TEST(is_ended_by_kill([end = &ours] { end->recv<int>(); }));
    theirs.send(7);
    BOOST_TEST(ours.recv<int>() == 7);
    BOOST_TEST(is_ended_by_kill([end = &ours] { end->poll(std::nullopt); }));
}

BOOST_AUTO_TEST_CASE(a_message_that_has_begun_is_received_whole_by_a_greenlet_that_is_killed)
{
    auto [ours, theirs] = mp::Pipe();
    std::string const large(5'000'000, 'x');
    std::string got;
    auto receives = gevent::spawn([&, end = &ours] {
        got = end->recv<std::string>();
        end->recv<int>();
    });
    auto sends = gevent::spawn([&, end = &theirs] { end->send(large); });
    gevent::sleep(0);
    gevent::sleep(0);
    receives.kill();
    sends.get();
    // Killed before the first byte, or after the last.
    BOOST_TEST((got.empty() || got == large));
    theirs.send(1);
    BOOST_TEST((got.empty() ? ours.recv<std::string>() == large : true));
    BOOST_TEST(ours.recv<int>() == 1);
}

BOOST_AUTO_TEST_CASE(a_timeout_ends_a_wait_beside_other_greenlets)
{
    mp::Queue<int> q;
    auto waits = gevent::spawn([&] {
        try
        {
            q.get(true, 0.02);
        }
        catch (quartet::queue::Empty const&)
        {
            return true;
        }
        return false;
    });
    BOOST_TEST(waits.get());
}

// --- the rest -----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(two_greenlets_exclude_each_other_with_an_rlock)
{
    mp::RLock lock;
    std::vector<int> order;
    auto first = gevent::spawn([&] {
        std::scoped_lock const with(lock);
        std::scoped_lock const again(lock);
        order.push_back(1);
        gevent::sleep(0);
        gevent::sleep(0);
        order.push_back(2);
    });
    auto second = gevent::spawn([&] {
        std::scoped_lock const with(lock);
        order.push_back(3);
    });
    first.get();
    second.get();
    BOOST_TEST(order == (std::vector<int>{1, 2, 3}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(who_can_never_be_woken_is_told_although_others_have_waited_for_processes)
{
    mp::Event event;
    auto waits = gevent::spawn([&] { event.wait(0.001); });
    waits.get();
    quartet::threading::Event never;
    auto also = gevent::spawn([&] { never.wait(); });
    BOOST_CHECK_THROW(never.wait(), gevent::LoopExit);
    never.set();
    also.join();
}

BOOST_AUTO_TEST_CASE(
    a_forked_child_has_a_helper_of_its_own, *boost::unit_test::enable_if<children_have_threads>())
{
    mp::Event go;
    mp::Event went;
    auto waits = gevent::spawn([&] { return go.wait(); });
    gevent::sleep(0.001);
    forked_peer child([&] {
        auto mine = gevent::spawn([&] { return go.wait(); });
        gevent::sleep(0.001);
        went.set();
        return mine.get();
    });
    BOOST_TEST(went.wait());
    go.set();
    BOOST_TEST(waits.get());
    BOOST_TEST(child.wait() == 0);
}

BOOST_AUTO_TEST_CASE(without_futex_waitv_a_greenlet_looks_every_now_and_then)
{
    using quartet::detail::deadline;
    using quartet::detail::event_count;
    using quartet::detail::shared_waits;
    event_count count;
    auto looks = gevent::spawn([&] {
        bool const late = !shared_waits::look(count, 0, deadline(quartet::timeout(0.001)));
        return late && shared_waits::look(count, 0, deadline(quartet::timeout()));
    });
    gevent::sleep(0.005);
    BOOST_TEST(!looks.ready());
    // A sleeper that does not stay, so that there is somebody to be notified.
    count.await(deadline(quartet::timeout(0)), [](bool) { return false; });
    count.notify_all();
    BOOST_TEST(looks.get());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
