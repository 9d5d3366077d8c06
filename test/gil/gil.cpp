// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/gil/gil.hpp>
#include <quartet/threading/event.hpp>
#include <quartet/threading/thread.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <vector>

namespace {

namespace threading = quartet::threading;
using quartet::RuntimeError;
using quartet::ValueError;
using quartet::gil::GIL;
using threading::Event;
using threading::Thread;

/// Another thread that has the GIL until it is told.
class holder
{
public:
    explicit holder(GIL& gil)
        : thread_([this, &gil] {
            std::scoped_lock const with(gil);
            has_it_.set();
            drop_.wait();
        })
    {
        thread_.start();
        has_it_.wait();
    }

    ~holder() { drop(); }

    void drop()
    {
        drop_.set();
        thread_.join();
    }

private:
    Event has_it_;
    Event drop_;
    Thread thread_;
};

template <class Work>
void run_in_threads(int count, Work work)
{
    std::vector<Thread> threads;
    for (int i = 0; i != count; ++i)
    {
        threads.emplace_back(work, i);
        threads.back().start();
    }
    for (Thread const& each : threads)
    {
        each.join();
    }
}

BOOST_AUTO_TEST_SUITE(gil)

BOOST_AUTO_TEST_CASE(one_thread_has_it)
{
    GIL gil;
    BOOST_TEST(!gil.locked());
    BOOST_TEST(gil.acquire());
    BOOST_TEST(gil.locked());
    BOOST_TEST(gil.held());
    gil.release();
    BOOST_TEST(!gil.held());
    holder other(gil);
    BOOST_TEST(gil.locked());
    BOOST_TEST(!gil.held());
    BOOST_TEST(!gil.try_lock());
    BOOST_TEST(!gil.acquire(true, 0.001));
    BOOST_TEST(!gil.acquire(true, -1));
    other.drop();
    BOOST_TEST(gil.try_lock());
    gil.unlock();
}

BOOST_AUTO_TEST_CASE(broken_rules_are_told)
{
    GIL gil;
    BOOST_CHECK_THROW(gil.release(), RuntimeError);
    BOOST_CHECK_THROW(gil.acquire(false, 1), ValueError);
    holder other(gil);
    BOOST_CHECK_THROW(gil.release(), RuntimeError);
    other.drop();
    gil.acquire();
    BOOST_CHECK_THROW(gil.acquire(), RuntimeError);
    gil.release();
}

BOOST_AUTO_TEST_CASE(the_interval_is_more_than_nothing)
{
    GIL gil;
    BOOST_TEST(gil.getswitchinterval() == 0.005);
    gil.setswitchinterval(0.25);
    BOOST_TEST(gil.getswitchinterval() == 0.25);
    BOOST_CHECK_THROW(gil.setswitchinterval(0), ValueError);
    BOOST_CHECK_THROW(gil.setswitchinterval(-1), ValueError);
    BOOST_CHECK_THROW(gil.setswitchinterval(std::nullopt), ValueError);
    BOOST_TEST(gil.getswitchinterval() == 0.25);
}

BOOST_AUTO_TEST_CASE(the_holder_drops_it_at_a_checkpoint)
{
    GIL gil;
    std::atomic<bool> had_it = false;
    gil.acquire();
    Thread other([&] {
        std::scoped_lock const with(gil);
        had_it = true;
    });
    other.start();
    while (!had_it)
    {
        gil.checkpoint();
    }
    BOOST_TEST(gil.held());
    gil.release();
    other.join();
}

BOOST_AUTO_TEST_CASE(nobody_asks_before_the_interval_is_over)
{
    GIL gil;
    gil.setswitchinterval(std::chrono::hours(1));
    std::atomic<bool> had_it = false;
    gil.acquire();
    Thread other([&] {
        std::scoped_lock const with(gil);
        had_it = true;
    });
    other.start();
    for (int i = 0; i != 1000; ++i)
    {
        gil.checkpoint();
        threading::current_thread().is_alive();
    }
    BOOST_TEST(!had_it);
    gil.release();
    other.join();
    BOOST_TEST(had_it);
}

BOOST_AUTO_TEST_CASE(a_checkpoint_without_it_is_an_error_when_it_is_asked_for)
{
    GIL gil;
    gil.setswitchinterval(0.0001);
    holder other(gil);
    Thread asking([&] { std::scoped_lock const with(gil); });
    asking.start();
    auto const wait_for_an_error = [&] {
        for (;;)
        {
            gil.checkpoint();
        }
    };
    BOOST_CHECK_THROW(wait_for_an_error(), RuntimeError);
    other.drop();
    asking.join();
}

BOOST_AUTO_TEST_CASE(two_threads_take_turns)
{
    GIL gil;
    gil.setswitchinterval(0.0002);
    // Guarded by the GIL.
    int last = -1;
    int turns = 0;
    std::atomic<int> here = 0;
    run_in_threads(2, [&](int me) {
        ++here;
        while (here != 2)
        {}
        std::scoped_lock const with(gil);
        while (turns < 100)
        {
            turns += last != me;
            last = me;
            gil.checkpoint();
        }
    });
    BOOST_TEST(turns == 100);
}

BOOST_AUTO_TEST_CASE(four_threads_have_it_equally_often)
{
    GIL gil;
    gil.setswitchinterval(0.0005);
    constexpr int count = 4;
    std::array<int, count> turns{};  // guarded by the GIL
    int last = -1;
    int all = 0;
    std::atomic<int> here = 0;
    run_in_threads(count, [&](int me) {
        ++here;
        while (here != count)
        {}
        std::scoped_lock const with(gil);
        while (all < 200)
        {
            if (last != me)
            {
                last = me;
                ++turns[std::size_t(me)];
                ++all;
            }
            gil.checkpoint();
        }
    });
    // Who drops it goes to the end of the queue, so the counts differ by the first round at most,
    // in which not all had come.
    auto const [least, most] = std::minmax_element(turns.begin(), turns.end());
    BOOST_TEST(*least >= 200 / count / 2);
    BOOST_TEST(*most <= 200 / count * 2);
}

BOOST_AUTO_TEST_CASE(a_counter_under_it_is_exact)
{
    GIL gil;
    gil.setswitchinterval(0.0002);
    int num = 0;  // guarded by the GIL
    run_in_threads(5, [&](int) {
        for (int total = 20000; total != 0; --total)
        {
            if (!gil.held())
            {
                gil.acquire();
            }
            num += 1;
            gil.checkpoint();
            if (total % 1000 == 1)
            {
                gil.release();
            }
        }
    });
    BOOST_TEST(num == 100000);
}

BOOST_AUTO_TEST_CASE(those_who_give_up_harm_nobody)
{
    GIL gil;
    gil.setswitchinterval(0.0001);
    std::atomic<int> tries = 0;
    std::atomic<bool> done = false;
    gil.acquire();
    std::vector<Thread> threads;
    for (int i = 0; i != 4; ++i)
    {
        threads.emplace_back([&] {
            while (!done)
            {
                if (gil.acquire(true, 0.0002))
                {
                    gil.release();
                }
                ++tries;
            }
            std::scoped_lock const with(gil);
        });
        threads.back().start();
    }
    while (tries < 200)
    {
        gil.checkpoint();
    }
    done = true;
    gil.release();
    for (Thread const& each : threads)
    {
        each.join();
    }
    BOOST_TEST(!gil.locked());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
