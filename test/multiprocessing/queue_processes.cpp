// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Queue between processes that all live.
#include <quartet/multiprocessing.hpp>
#include <quartet/multiprocessing/queue.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "support/forked_peer.hpp"
#include "support/poll_until.hpp"
#include "support/processes.hpp"

namespace {

namespace mp = quartet::multiprocessing;
using namespace quartet_test;

using anything = std::variant<int, std::string, std::vector<double>>;
using numbered = std::pair<int, int>;  // producer, number

void echo(mp::Queue<anything> in, mp::Queue<anything> out, int count)
{
    for (int i = 0; i != count; ++i)
    {
        out.put(in.get());
    }
}

void produce(mp::Queue<std::string> q, int count, std::size_t size)
{
    for (int i = 0; i != count; ++i)
    {
        q.put(std::string(size, char(i)));
    }
}

void produce_numbers(mp::Queue<numbered> q, int producer, int count)
{
    // Two threads, each a producer.
    auto const run = [&](int number) {
        for (int i = 0; i != count; ++i)
        {
            q.put({number, i});
        }
    };
    std::thread other(run, producer + 1);
    run(producer);
    other.join();
}

void count_numbers(mp::Queue<numbered> q, mp::Queue<numbered> results)
{
    // Two threads, each a consumer: how many items, and whether in order.
    auto const run = [&] {
        std::vector<int> last(100, -1);
        int items = 0;
        int disorder = 0;
        for (numbered item; (item = q.get()).first >= 0; ++items)
        {
            disorder += item.second <= last.at(item.first);
            last.at(item.first) = item.second;
        }
        results.put({items, disorder});
    };
    std::thread other(run);
    run();
    other.join();
}

void send_a_queue(mp::Queue<mp::Queue<std::string>> out, mp::Event received)
{
    {
        mp::Queue<std::string> inner;
        inner.put("from inside");
        out.put(inner);
    }
    received.wait();
}

void answer(mp::Queue<std::pair<int, mp::Queue<int>>> requests)
{
    for (;;)
    {
        auto [number, reply_to] = requests.get();
        reply_to.put(number * number);
        if (number < 0)
        {
            return;
        }
    }
}

void use_what_comes(mp::Queue<std::pair<mp::Lock, mp::Event>> q)
{
    auto [lock, event] = q.get();
    std::exit(!lock.acquire(false) && event.is_set() ? good : 1);
}

std::optional<mp::Queue<int>> inherited;

void put_into_inherited()
{
    inherited->put(5);
}

BOOST_FIXTURE_TEST_SUITE(queue_processes, leaves_nothing)

BOOST_DATA_TEST_CASE(items_go_there_and_back, start_methods, method)
{
    mp::Queue<anything> there;
    mp::Queue<anything> back;
    std::vector<anything> const items{
        1, "text", std::vector<double>{1, 2.5}, std::string(), std::string(1 << 20, 'x')};
    auto p = mp::get_context(method).Process(echo, there, back, int(items.size()));
    p.start();
    for (anything const& item : items)
    {
        there.put(item);
    }
    for (anything const& item : items)
    {
        BOOST_TEST((back.get() == item));
    }
    p.join();
    BOOST_TEST(p.exitcode().value() == 0);
}

BOOST_DATA_TEST_CASE(a_process_may_be_joined_before_its_items_are_read, start_methods, method)
{
    mp::Queue<std::string> q;
    BOOST_TEST(run_process(method, produce, q, 3000, 1000).value() == 0);
    BOOST_TEST(run_process(method, produce, q, 2, 8 << 20).value() == 0);
    BOOST_TEST(q.qsize() == 3002u);
    for (int i = 0; i != 3000; ++i)
    {
        BOOST_REQUIRE((q.get_nowait() == std::string(1000, char(i))));
    }
    BOOST_TEST((q.get_nowait() == std::string(8 << 20, char(0))));
    BOOST_TEST((q.get_nowait() == std::string(8 << 20, char(1))));
}

BOOST_DATA_TEST_CASE(each_producers_items_come_in_order_to_each_consumer, start_methods, method)
{
    constexpr int each = 2000;
    mp::Context const context = mp::get_context(method);
    for (int const maxsize : {0, 3})
    {
        mp::Queue<numbered> q(maxsize);
        mp::Queue<numbered> results;
        std::vector<mp::Process> producers;
        std::vector<mp::Process> consumers;
        for (int i = 0; i != 3; ++i)
        {
            consumers.push_back(context.Process(count_numbers, q, results));
            consumers.back().start();
            producers.push_back(context.Process(produce_numbers, q, 2 * i, each));
            producers.back().start();
        }
        for (mp::Process& p : producers)
        {
            p.join();
        }
        for (int i = 0; i != 6; ++i)
        {
            q.put({-1, 0});
        }
        int items = 0;
        for (int i = 0; i != 6; ++i)
        {
            auto const [count, disorder] = results.get();
            items += count;
            BOOST_TEST(disorder == 0);
        }
        for (mp::Process& p : consumers)
        {
            p.join();
        }
        BOOST_TEST(items == 6 * each);
        BOOST_TEST(q.empty());
    }
}

BOOST_DATA_TEST_CASE(a_handle_in_transit_outlives_what_its_sender_does, start_methods, method)
{
    mp::Queue<mp::Queue<std::string>> q;
    mp::Event received;
    auto p = mp::get_context(method).Process(send_a_queue, q, received);
    p.start();
    mp::Queue<std::string> inner = q.get();
    received.set();
    p.join();
    // Now this process is its only user.
    BOOST_TEST(inner.get() == "from inside");
    inner.put("again");
    BOOST_TEST(inner.get() == "again");
}

BOOST_DATA_TEST_CASE(a_request_brings_the_queue_for_its_answer, start_methods, method)
{
    mp::Queue<std::pair<int, mp::Queue<int>>> requests;
    auto p = mp::get_context(method).Process(answer, requests);
    p.start();
    for (int i = 20; i >= -1; --i)
    {
        mp::Queue<int> reply;
        requests.put({i, reply});
        BOOST_TEST(reply.get() == i * i);
    }
    p.join();
}

BOOST_DATA_TEST_CASE(locks_and_events_in_a_value_are_the_same_there, start_methods, method)
{
    mp::Queue<std::pair<mp::Lock, mp::Event>> q;
    mp::Lock lock;
    mp::Event event;
    lock.acquire();
    event.set();
    q.put({lock, event});
    BOOST_TEST(run_process(method, use_what_comes, q).value() == good);
    lock.release();
}

BOOST_AUTO_TEST_CASE(a_forked_process_inherits_a_queue)
{
    inherited.emplace();
    BOOST_TEST(run_process("fork", put_into_inherited).value() == 0);
    BOOST_TEST(inherited->get() == 5);
    inherited.reset();
}

BOOST_AUTO_TEST_CASE(a_process_forked_while_threads_use_the_queue_can_use_it)
{
    mp::Queue<std::string> q;
    std::atomic<bool> stop = false;
    std::vector<std::thread> threads;
    for (int i = 0; i != 2; ++i)
    {
        threads.emplace_back([&, i] {
            std::string const text(i == 0 ? 10 : 10'000, 'x');
            while (!stop)
            {
                q.put(text);
                q.get();
            }
        });
    }
    for (int i = 0; i != 100; ++i)
    {
        forked_peer child([&] {
            q.put("y");
            return !q.get().empty();
        });
        BOOST_TEST(child.wait() == 0);
    }
    stop = true;
    for (auto& thread : threads)
    {
        thread.join();
    }
    BOOST_TEST(q.empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
