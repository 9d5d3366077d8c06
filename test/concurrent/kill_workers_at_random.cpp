// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// Workers are killed at random while futures are cancelled at random: each future ends once.
#include <quartet/concurrent/futures.hpp>
#include <quartet/multiprocessing.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "support/poll_until.hpp"
#include "support/processes.hpp"
#include "support/send_signal.hpp"

namespace {

namespace futures = quartet::concurrent::futures;
namespace mp = quartet::multiprocessing;
using futures::Future;
using futures::ProcessPoolExecutor;

mp::start_method method_named(std::string const& name)
{
    return name == "spawn"        ? mp::start_method::spawn
           : name == "forkserver" ? mp::start_method::forkserver
                                  : mp::start_method::fork;
}

int slow_identity(int x)
{
    auto const end = std::chrono::steady_clock::now() + std::chrono::microseconds(50);
    while (std::chrono::steady_clock::now() < end)
    {}
    return x;
}

/// Does something again and again, at random times, while it lives.
class at_random
{
public:
    template <class Step>
    at_random(unsigned seed, unsigned most_microseconds, Step step)
        : thread_([=, this] {
            std::minstd_rand random(seed);
            while (!over_)
            {
                step(random);
                std::this_thread::sleep_for(
                    std::chrono::microseconds(random() % most_microseconds));
            }
        })
    {}
    ~at_random()
    {
        over_ = true;
        thread_.join();
    }
    at_random(at_random const&) = delete;
    at_random& operator=(at_random const&) = delete;

private:
    std::atomic<bool> over_ = false;
    std::thread thread_;
};

constexpr int count = 1000;

struct round
{
    std::vector<Future<int>> all;
    std::array<std::atomic<int>, count> ends{};     // callbacks
    std::array<std::atomic<int>, count> cancels{};  // that were told that it is cancelled
};

struct totals
{
    int values = 0;
    int cancelled = 0;
    int lost = 0;
};

void check(round const& it, totals& total)
{
    for (int i = 0; i != count; ++i)
    {
        auto const at = static_cast<std::size_t>(i);
        BOOST_REQUIRE(it.all[at].done());
        BOOST_REQUIRE(it.ends[at] == 1);
        BOOST_REQUIRE(!it.all[at].running());
        BOOST_REQUIRE((it.cancels[at] != 0) == it.all[at].cancelled());
        if (it.all[at].cancelled())
        {
            ++total.cancelled;
            continue;
        }
        try
        {
            BOOST_REQUIRE(it.all[at].result() == i);
            ++total.values;
        }
        catch (mp::WorkerLostError const& error)
        {
            BOOST_REQUIRE(error.signal() == SIGKILL);
            ++total.lost;
        }
    }
}

BOOST_FIXTURE_TEST_SUITE(kill_workers_at_random, quartet_test::leaves_nothing)

BOOST_DATA_TEST_CASE(each_future_ends_once, quartet_test::start_methods, method)
{
    constexpr int wanted = 30;
    std::atomic<int> kills = 0;
    totals total;
    {
        ProcessPoolExecutor ex({.mp_context = method_named(method)}, 3);
        at_random const killer(1, 20000, [&kills](auto& random) {
            auto const all = mp::active_children();
            if (!all.empty() && kills < wanted)
            {
                quartet_test::send_signal(all[random() % all.size()].pid().value(), SIGKILL);
                ++kills;
            }
        });
        while (kills < wanted)
        {
            round now;
            for (int i = 0; i != count; ++i)
            {
                now.all.push_back(ex.submit(slow_identity, i));
                now.all.back().add_done_callback([&ends = now.ends[static_cast<std::size_t>(i)]](
                                                     Future<int> const&) { ++ends; });
            }
            {
                auto const cancel = [&now](auto& random) {
                    std::size_t const at = random() % count;
                    if (auto each = now.all[at]; each.cancel())
                    {
                        ++now.cancels[at];
                    }
                };
                at_random const one(2, 100, cancel);
                at_random const other(3, 100, cancel);
                futures::wait(now.all);
            }
            // The callbacks come right after.
            ex.submit(slow_identity, 0).exception();
            quartet_test::poll_until([&] {
                return std::all_of(
                    now.ends.begin(), now.ends.end(), [](auto const& each) { return each != 0; });
            });
            check(now, total);
        }
    }
    BOOST_TEST(total.lost <= kills);
    BOOST_TEST(total.values != 0);
    BOOST_TEST_MESSAGE(
        total.values << " values, " << total.cancelled << " cancelled, " << total.lost << " lost, "
                     << kills << " kills");
}

BOOST_DATA_TEST_CASE(an_end_of_the_workers_ends_all_futures, quartet_test::start_methods, method)
{
    for (unsigned seed = 0; seed != 15; ++seed)
    {
        round now;
        std::atomic<int> refused = 0;
        std::atomic<int> strange = 0;
        {
            ProcessPoolExecutor ex({.mp_context = method_named(method)}, 2);
            for (int i = 0; i != count; ++i)
            {
                now.all.push_back(ex.submit(slow_identity, i));
                now.all.back().add_done_callback(
                    [&ends = now.ends[static_cast<std::size_t>(i)], &ex, &refused, &strange](
                        Future<int> const&) {
                        ++ends;
                        try
                        {
                            ex.submit(slow_identity, 0);
                        }
                        catch (quartet::RuntimeError const&)
                        {
                            ++refused;
                        }
                        catch (...)
                        {
                            ++strange;
                        }
                    });
            }
            at_random const canceller(seed, 100, [&now](auto& random) {
                auto each = now.all[random() % count];
                each.cancel();
            });
            futures::wait({now.all[seed * 10]});
            ex.kill_workers();
        }
        BOOST_TEST(refused != 0);
        BOOST_TEST(strange == 0);
        for (std::size_t i = 0; i != count; ++i)
        {
            BOOST_REQUIRE(now.all[i].done());
            BOOST_REQUIRE(now.ends[i] == 1);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
