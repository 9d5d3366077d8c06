// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Queue in one process. What it has in common with queue::Queue: support/queue_rules.hpp. What can
// be an item: queue_values.cpp. Between processes: queue_processes.cpp. Killed processes:
// kill_queue.cpp and queue_stores.cpp.
#include <quartet/errors.hpp>
#include <quartet/multiprocessing/queue.hpp>

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>

#include "support/peer_thread.hpp"
#include "support/queue_rules.hpp"
#include "support/shared_names.hpp"
#include "support/travel.hpp"

namespace {

namespace mp = quartet::multiprocessing;
using namespace quartet_test;
using quartet::AssertionError;
using quartet::OSError;
using quartet::TypeError;
using quartet::ValueError;
using quartet::queue::Empty;
using quartet::queue::Full;

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

QUARTET_TEST_QUEUE_RULES(mp::Queue, peer_thread)

BOOST_AUTO_TEST_CASE(a_negative_maxsize_is_an_error_that_names_it)
{
    auto const names_it = [](ValueError const& error) {
        std::string const text = error.what();
        return text.find("maxsize") != std::string::npos && text.find("-1") != std::string::npos;
    };
    BOOST_CHECK_EXCEPTION(mp::Queue<int>(-1), ValueError, names_it);
    BOOST_CHECK_EXCEPTION(mp::JoinableQueue<int>(-1), ValueError, names_it);
}

BOOST_AUTO_TEST_CASE(a_negative_limit_counts_as_zero)
{
    mp::Queue<int> q(1);
    BOOST_CHECK_THROW(q.get(true, -1), Empty);
    q.put(1);
    BOOST_CHECK_THROW(q.put(2, true, -1), Full);
}

BOOST_AUTO_TEST_CASE(slots_are_added_as_items_come)
{
    mp::Queue<int> q;
    for (int i = 0; i != 100'000; ++i)
    {
        q.put_nowait(i);
    }
    auto const grown = companions();
    BOOST_TEST(grown.count('s') == 9u);  // 256 * 2^9 slots
    BOOST_TEST(grown.count('q') == 1u);  // of all its generations one is left
    for (int i = 0; i != 100'000; ++i)
    {
        BOOST_REQUIRE(q.get() == i);
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
