// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Workers of a pool are killed at random moments.
#include <quartet/multiprocessing.hpp>
#include <quartet/multiprocessing/pool.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <vector>

#include "pool_case.hpp"
#include "support/send_signal.hpp"

namespace {

using namespace quartet_test;

/// Kills workers at random moments from a thread of its own.
class killer
{
public:
    killer(int kills, unsigned seed, int most_microseconds)
        : thread_([=, this] {
            std::minstd_rand random(seed);
            while (kills_ < kills && !over_)
            {
                std::this_thread::sleep_for(
                    std::chrono::microseconds(random() % static_cast<unsigned>(most_microseconds)));
                auto const all = workers();
                auto const pid = all.empty() ? std::nullopt : pid_of(all[random() % all.size()]);
                if (pid)
                {
                    quartet_test::send_signal(*pid, SIGKILL);
                    ++kills_;
                }
            }
        })
    {}

    ~killer() { stop(); }

    /// @return how many it has killed.
    int stop()
    {
        over_ = true;
        if (thread_.joinable())
        {
            thread_.join();
        }
        return kills_;
    }

    int kills() const { return kills_; }

private:
    std::atomic<bool> over_ = false;
    std::atomic<int> kills_ = 0;
    std::thread thread_;
};

/// Takes the results of tasks that give back their argument. @return how many were lost.
int check_identity(mp::IMapIterator<int>& results, int tasks)
{
    int lost = 0;
    for (int i = 0; i < tasks; ++i)
    {
        try
        {
            BOOST_REQUIRE((results.next() == i));
        }
        catch (mp::WorkerLostError const& error)
        {
            BOOST_TEST((error.signal() == SIGKILL));
            ++lost;
        }
    }
    BOOST_TEST(!results.next());
    return lost;
}

int identity(int x)
{
    return x;
}

/// The same, and takes a while.
int slow_identity(int x)
{
    auto const end = std::chrono::steady_clock::now() + std::chrono::microseconds(50);
    while (std::chrono::steady_clock::now() < end)
    {}
    return x;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(kill_pool_at_random, pool_case)

BOOST_DATA_TEST_CASE(kills_at_random_lose_no_more_than_what_was_begun, start_methods, method)
{
    auto pool = mp::get_context(method).Pool(3);
    int const wanted = 70;  // and so 210 over all start methods
    killer killing(wanted, 1, 20000);
    int kills = 0;
    int lost = 0;
    int rounds = 0;
    while (killing.kills() < wanted)
    {
        auto results = pool.imap(slow_identity, first(2000));
        lost += check_identity(results, 2000);
        ++rounds;
    }
    kills = killing.stop();
    BOOST_TEST(lost <= kills);
    BOOST_TEST_MESSAGE(
        method << ": " << kills << " kills, " << lost << " tasks lost of " << rounds * 2000);
}

BOOST_AUTO_TEST_CASE(with_retries_kills_at_random_lose_nothing)
{
    mp::Pool pool({.retries = 1000}, 3);
    killer killing(60, 2, 20000);
    while (killing.kills() < 60)
    {
        BOOST_TEST(
            pool.map(slow_identity, first(2000), 1) == first(2000),
            boost::test_tools::per_element());
    }
}

// --- workers that do worse than die ------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_task_may_close_the_descriptor_that_wakes_the_pool)
{
    mp::Pool pool(1);
    auto const close_eventfds = [](int x) {
        for (int fd = 3; fd < 100; ++fd)
        {
            std::error_code none;
            auto const link =
                std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(fd), none);
            if (link == "anon_inode:[eventfd]")
            {
                ::close(fd);
            }
        }
        return x;
    };
    BOOST_TEST(pool.apply(close_eventfds, 3) == 3);
    BOOST_TEST(pool.map(identity, first(100), 1) == first(100), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
