// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// A greenlet ticks on while another waits for processes.
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

#include "support/leaves_no_descriptor.hpp"
#include "support/leaves_nothing_else.hpp"
#include "support/processes.hpp"

namespace {

namespace gevent = quartet::gevent;
namespace mp = quartet::multiprocessing;
using namespace quartet_test;
using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr auto length = 300ms;  // of what is measured

/// Counts rests of 10 ms, in a greenlet or in a thread of its own.
template <class Rest>
int count_rests(std::atomic<bool> const& stop, Rest rest)
{
    int count = 0;
    while (!stop)
    {
        rest();
        ++count;
    }
    return count;
}

/// What share of the ticks of a thread a greenlet has, while another greenlet calls `wait`, until
/// another thread, after the time that is measured, calls `end`. What disturbs the machine disturbs
/// both.
double kept_while(
    std::function<void()> wait, std::function<void()> end = [] {})
{
    std::atomic<bool> stop = false;
    int in_thread = 0;
    std::thread reference(
        [&] { in_thread = count_rests(stop, [] { std::this_thread::sleep_for(10ms); }); });
    auto ticker = gevent::spawn([&] { return count_rests(stop, [] { gevent::sleep(10ms); }); });
    std::thread ends([end = std::move(end)] {
        std::this_thread::sleep_for(length);
        end();
    });
    auto waits = gevent::spawn(std::move(wait));
    waits.join();
    stop = true;
    reference.join();
    ends.join();
    double const kept = double(ticker.get()) / in_thread;
    waits.get();
    return kept;
}

constexpr double enough = 0.8;

int sleep_and_square(int x)
{
    std::this_thread::sleep_for(length);
    return x * x;
}

BOOST_FIXTURE_TEST_SUITE(ticks, leaves_nothing_else)

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

}  // namespace
