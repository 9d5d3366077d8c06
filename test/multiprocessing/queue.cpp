// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// The rules of Queue in one process. What can be an item: queue_values.cpp. Between processes:
// queue_processes.cpp. Killed processes: kill_queue.cpp and queue_stores.cpp.
#include <quartet/errors.hpp>
#include <quartet/multiprocessing/queue.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <latch>
#include <numeric>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "support/poll_until.hpp"
#include "support/shared_names.hpp"
#include "support/travel.hpp"

namespace {

namespace mp = quartet::multiprocessing;
using namespace quartet_test;
using namespace std::chrono_literals;
using quartet::AssertionError;
using quartet::OSError;
using quartet::TypeError;
using quartet::ValueError;
using quartet::queue::Empty;
using quartet::queue::Full;

using clock = std::chrono::steady_clock;

/// The companions of the queues of this process: the S of "quartet-PID-START-N.S".
std::multiset<char> companions()
{
    std::multiset<char> kinds;
    for (std::string const& name : shared_names())
    {
        auto const dot = name.find('.');
        if (dot != std::string::npos)
        {
            kinds.insert(name.at(dot + 1));
        }
    }
    return kinds;
}

BOOST_FIXTURE_TEST_SUITE(queue, leaves_no_name)

BOOST_AUTO_TEST_CASE(items_come_out_in_the_order_in_which_they_went_in)
{
    mp::Queue<int> q;
    for (int i = 0; i != 100; ++i)
    {
        q.put(i);
    }
    for (int i = 0; i != 100; ++i)
    {
        BOOST_TEST(q.get() == i);
    }
}

BOOST_AUTO_TEST_CASE(a_new_queue_is_empty)
{
    mp::Queue<int> q;
    BOOST_TEST(q.empty());
    BOOST_TEST(!q.full());
    BOOST_TEST(q.qsize() == 0u);
}

BOOST_AUTO_TEST_CASE(qsize_empty_and_full_tell_how_many_items_there_are)
{
    mp::Queue<std::string> q(2);
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

BOOST_AUTO_TEST_CASE(a_negative_maxsize_is_an_error_that_names_it)
{
    auto const names_it = [](ValueError const& error) {
        std::string const text = error.what();
        return text.find("maxsize") != std::string::npos && text.find("-1") != std::string::npos;
    };
    BOOST_CHECK_EXCEPTION(mp::Queue<int>(-1), ValueError, names_it);
    BOOST_CHECK_EXCEPTION(mp::JoinableQueue<int>(-1), ValueError, names_it);
}

BOOST_AUTO_TEST_CASE(get_on_an_empty_queue_times_out)
{
    mp::Queue<int> q;
    auto const start = clock::now();
    BOOST_CHECK_THROW(q.get(true, 120ms), Empty);
    BOOST_TEST((clock::now() - start >= 120ms));
    BOOST_CHECK_THROW(q.get(true, 0), Empty);
    BOOST_CHECK_THROW(q.get(true, -1), Empty);
    BOOST_CHECK_THROW(q.get(false), Empty);
    BOOST_CHECK_THROW(q.get_nowait(), Empty);
    BOOST_CHECK_THROW(q.get(false, std::nullopt), Empty);
}

BOOST_AUTO_TEST_CASE(put_on_a_full_queue_times_out)
{
    mp::Queue<int> q(1);
    q.put(1);
    auto const start = clock::now();
    BOOST_CHECK_THROW(q.put(2, true, 120ms), Full);
    BOOST_TEST((clock::now() - start >= 120ms));
    BOOST_CHECK_THROW(q.put(2, true, 0), Full);
    BOOST_CHECK_THROW(q.put(2, true, -1), Full);
    BOOST_CHECK_THROW(q.put(2, false), Full);
    BOOST_CHECK_THROW(q.put_nowait(2), Full);
    BOOST_CHECK_THROW(q.put(2, false, std::nullopt), Full);
    BOOST_TEST(q.get() == 1);
    q.put_nowait(3);
    BOOST_TEST(q.get_nowait() == 3);
    BOOST_TEST(q.empty());
}

BOOST_AUTO_TEST_CASE(get_waits_for_an_item)
{
    mp::Queue<int> q;
    std::atomic<bool> done = false;
    std::thread getter([&] {
        BOOST_TEST(q.get() == 5);
        done = true;
    });
    BOOST_CHECK_THROW(q.get(true, 20ms), Empty);
    BOOST_TEST(!done);
    q.put(5);
    getter.join();
}

BOOST_AUTO_TEST_CASE(put_waits_for_room)
{
    mp::Queue<int> q(1);
    q.put(1);
    std::atomic<bool> done = false;
    std::thread putter([&] {
        q.put(2);
        done = true;
    });
    BOOST_CHECK_THROW(q.put(3, true, 20ms), Full);
    BOOST_TEST(!done);
    BOOST_TEST(q.get() == 1);
    BOOST_TEST(q.get() == 2);
    putter.join();
}

BOOST_AUTO_TEST_CASE(what_was_put_can_be_got_at_once)
{
    for (int i = 0; i != 200; ++i)
    {
        mp::Queue<std::string> q;
        q.put("x");
        BOOST_TEST(q.get_nowait() == "x");
    }
    mp::Queue<int> same;
    for (int i = 0; i != 20'000; ++i)
    {
        same.put(i);
        BOOST_REQUIRE(same.get_nowait() == i);
    }
}

BOOST_AUTO_TEST_CASE(what_was_put_can_be_got_at_once_by_each_of_several_threads)
{
    mp::Queue<int> q;
    std::atomic<int> missing = 0;
    std::latch start(4);
    std::vector<std::thread> threads;
    for (int t = 0; t != 4; ++t)
    {
        threads.emplace_back([&] {
            start.arrive_and_wait();
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
    for (auto& thread : threads)
    {
        thread.join();
    }
    BOOST_TEST(missing == 0);
    BOOST_TEST(q.empty());
}

BOOST_AUTO_TEST_CASE(each_of_many_threads_gets_items_in_each_producers_order)
{
    constexpr int producers = 4;
    constexpr int each = 3000;
    for (int const maxsize : {0, 1, 7})
    {
        mp::Queue<std::pair<int, int>> q(maxsize);
        std::vector<std::thread> threads;
        for (int p = 0; p != producers; ++p)
        {
            threads.emplace_back([&, p] {
                for (int i = 0; i != each; ++i)
                {
                    q.put({p, i});
                }
            });
        }
        std::atomic<long> sum = 0;
        std::atomic<int> disorder = 0;
        for (int c = 0; c != 4; ++c)
        {
            threads.emplace_back([&] {
                std::vector<int> last(producers, -1);
                for (int n = 0; n != producers * each / 4; ++n)
                {
                    auto const [p, i] = q.get();
                    disorder += i <= last[p];
                    last[p] = i;
                    sum += i;
                }
            });
        }
        for (auto& thread : threads)
        {
            thread.join();
        }
        BOOST_TEST(disorder == 0);
        BOOST_TEST(sum == long(producers) * each * (each - 1) / 2);
        BOOST_TEST(q.empty());
    }
}

BOOST_AUTO_TEST_CASE(without_limit_put_never_blocks)
{
    mp::Queue<int> q;
    for (int i = 0; i != 100'000; ++i)
    {
        q.put(i, false);
    }
    BOOST_TEST(!q.full());
    BOOST_TEST(q.qsize() == 100'000u);
    auto const grown = companions();
    BOOST_TEST(grown.count('s') == 9u);  // 256 * 2^9 slots
    BOOST_TEST(grown.count('q') == 1u);  // of all its generations one is left
    for (int i = 0; i != 100'000; ++i)
    {
        BOOST_REQUIRE(q.get() == i);
    }
    BOOST_CHECK_THROW(q.get_nowait(), Empty);
}

BOOST_AUTO_TEST_CASE(it_grows_while_others_get)
{
    mp::Queue<int> q;
    constexpr int count = 20'000;
    std::thread getter([&] {
        for (int i = 0; i != count; ++i)
        {
            BOOST_REQUIRE(q.get() == i);
        }
    });
    for (int i = 0; i != count; ++i)
    {
        q.put(i);
    }
    getter.join();
    BOOST_TEST(q.empty());
}

BOOST_AUTO_TEST_CASE(a_limit_beyond_the_first_slots_is_kept)
{
    mp::Queue<char> q(1000);
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

BOOST_AUTO_TEST_CASE(copies_and_handles_are_the_same_queue)
{
    mp::Queue<int> q(3);
    mp::Queue<int> copy = q;
    mp::Queue<int> sent = travel(q);
    q.put(1);
    copy.put(2);
    sent.put(3);
    BOOST_TEST(sent.full());
    BOOST_TEST(sent.get() == 1);
    BOOST_TEST(q.get() == 2);
    BOOST_TEST(copy.get() == 3);
}

BOOST_AUTO_TEST_CASE(it_lives_as_long_as_a_handle)
{
    auto first = std::make_unique<mp::Queue<int>>();
    first->put(1);
    mp::Queue<int> second = travel(*first);
    first.reset();
    BOOST_TEST(second.get() == 1);
    second.put(2);
    BOOST_TEST(second.get() == 2);
}

BOOST_AUTO_TEST_CASE(a_closed_queue_takes_and_gives_nothing)
{
    mp::Queue<int> q(1);
    mp::Queue<int> copy = q;
    q.put(1);
    q.close();
    q.close();
    BOOST_CHECK_THROW(q.put(2), ValueError);
    BOOST_CHECK_THROW(q.put_nowait(2), ValueError);
    BOOST_CHECK_THROW(q.get(), ValueError);
    BOOST_CHECK_THROW(q.get_nowait(), ValueError);
    BOOST_CHECK_THROW(copy.get(), ValueError);
    BOOST_CHECK_THROW(q.empty(), OSError);
    BOOST_TEST(q.qsize() == 1u);
    BOOST_TEST(q.full());
}

BOOST_AUTO_TEST_CASE(closing_a_handle_elsewhere_does_not_close_this_one)
{
    mp::Queue<int> q;
    mp::Queue<int> sent = travel(q);
    sent.close();
    q.put(1);
    BOOST_TEST(q.get() == 1);
}

BOOST_AUTO_TEST_CASE(join_thread_wants_a_closed_queue)
{
    mp::Queue<int> q;
    BOOST_CHECK_THROW(q.join_thread(), AssertionError);
    q.cancel_join_thread();
    q.put(1);
    mp::Queue<int> sent = travel(q);
    q.close();
    q.join_thread();
    q.join_thread();
    BOOST_TEST(sent.get() == 1);
}

BOOST_AUTO_TEST_CASE(a_handle_of_another_type_is_an_error)
{
    auto const as_another = [](auto const& q, auto target) {
        quartet::detail::cargo cargo;
        quartet::detail::cargo_scope const scope(cargo);
        std::string bytes;
        quartet::detail::string_sink sink(bytes);
        quartet::detail::dump(sink, q);
        quartet::detail::memory_source source(bytes.data(), bytes.size());
        quartet::detail::load<decltype(target)>(source);
    };
    mp::Queue<int> q;
    using float_queue = mp::Queue<float>;
    using string_queue = mp::Queue<std::string>;
    using int_queue = mp::Queue<int>;
    BOOST_CHECK_THROW(as_another(q, float_queue(quartet::detail::unpickled_t())), TypeError);
    BOOST_CHECK_THROW(as_another(q, string_queue(quartet::detail::unpickled_t())), TypeError);
    as_another(q, int_queue(quartet::detail::unpickled_t()));
    q.put(1);
    BOOST_TEST(q.get() == 1);
}

BOOST_AUTO_TEST_CASE(it_is_serialised_only_on_the_way_to_another_process)
{
    mp::Queue<int> q;
    std::string bytes;
    quartet::detail::string_sink sink(bytes);
    BOOST_CHECK_THROW(quartet::detail::dump(sink, q), quartet::RuntimeError);
}

BOOST_AUTO_TEST_CASE(only_its_user_may_open_it)
{
    mp::Queue<std::string> q;
    q.put(std::string(1000, 'x'));
    q.put(std::string(5 << 20, 'x'));
    BOOST_TEST(shared_names().size() == 4u);  // slots, order, cells, the large value
    for (std::string const& name : shared_names())
    {
        auto const mode = std::filesystem::status("/dev/shm/" + name).permissions();
        BOOST_TEST((mode == std::filesystem::perms(0600)));
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
