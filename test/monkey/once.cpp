// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// What is done once, and waits in the middle.
#include <quartet/gevent.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <mutex>
#include <pthread.h>
#include <stdexcept>
#include <thread>
#include <threads.h>
#include <vector>

#include "support/locks_patched.hpp"
#include "support/sanitizers.hpp"

namespace gevent = quartet::gevent;

namespace {

int initialisations = 0;

int initialise()
{
    gevent::sleep(0.001);
    return ++initialisations;
}

int local_static()
{
    static int const value = initialise();
    return value;
}

int attempts = 0;

int initialise_at_second()
{
    gevent::sleep(0.001);
    if (++attempts == 1)
    {
        throw std::runtime_error("not yet");
    }
    return attempts;
}

int local_static_at_second()
{
    static int const value = initialise_at_second();
    return value;
}

int runs = 0;

void run()
{
    gevent::sleep(0.001);
    ++runs;
}

/// Five greenlets do it. @return how many of them come to the end.
template <class Work>
int do_in_five(Work work)
{
    int done = 0;
    std::vector<gevent::Greenlet<>> all;
    for (int i = 0; i != 5; ++i)
    {
        all.push_back(gevent::spawn([&] {
            work();
            ++done;
        }));
    }
    gevent::joinall(all);
    return done;
}

}  // namespace

// ThreadSanitizer has functions of its own in their place, with other words.
BOOST_FIXTURE_TEST_SUITE(monkey_once, quartet_test::locks_patched)

BOOST_AUTO_TEST_CASE(a_local_static_is_initialised_once)
{
    BOOST_TEST(do_in_five([] { local_static() == 1 ? void() : throw 1; }) == 5);
    BOOST_TEST(initialisations == 1);
}

BOOST_AUTO_TEST_CASE(the_next_one_tries_after_an_exception)
{
    int failures = 0;
    BOOST_TEST(do_in_five([&] {
                   try
                   {
                       local_static_at_second();
                   }
                   catch (std::runtime_error const&)
                   {
                       ++failures;
                   }
               }) == 5);
    BOOST_TEST(failures == 1);
    BOOST_TEST(attempts == 2);
}

BOOST_AUTO_TEST_CASE(call_once_calls_once)
{
    std::once_flag flag;
    runs = 0;
    BOOST_TEST(do_in_five([&] { std::call_once(flag, run); }) == 5);
    BOOST_TEST(runs == 1);
    pthread_once_t once = PTHREAD_ONCE_INIT;
    BOOST_TEST(do_in_five([&] { ::pthread_once(&once, run); }) == 5);
    BOOST_TEST(runs == 2);
    ::once_flag c_flag = ONCE_FLAG_INIT;
    BOOST_TEST(do_in_five([&] { ::call_once(&c_flag, run); }) == 5);
    BOOST_TEST(runs == 3);
}

BOOST_AUTO_TEST_CASE(who_comes_later_finds_it_done)
{
    std::once_flag flag;
    int calls = 0;
    BOOST_TEST(do_in_five([&] { std::call_once(flag, [&] { ++calls; }); }) == 5);
    BOOST_TEST(calls == 1);
}

// ThreadSanitizer has a pthread_once() of its own, which is in progress for ever after an exception.
BOOST_AUTO_TEST_CASE(
    call_once_tries_again_after_an_exception,
    *boost::unit_test::enable_if<!quartet_test::is_thread_sanitizer>())
{
    std::once_flag flag;
    int calls = 0;
    int failures = 0;
    BOOST_TEST(do_in_five([&] {
                   try
                   {
                       std::call_once(flag, [&] {
                           gevent::sleep(0.001);
                           if (++calls == 1)
                           {
                               throw std::runtime_error("not yet");
                           }
                       });
                   }
                   catch (std::runtime_error const&)
                   {
                       ++failures;
                   }
               }) == 5);
    BOOST_TEST(calls == 2);
    BOOST_TEST(failures == 1);
}

BOOST_AUTO_TEST_CASE(a_greenlet_waits_for_a_thread_that_does_it)
{
    std::once_flag flag;
    std::mutex goes_on;
    goes_on.lock();
    int calls = 0;
    std::atomic<bool> is_in{false};
    std::thread thread([&] {
        std::call_once(flag, [&] {
            is_in = true;
            std::lock_guard const lock(goes_on);
            ++calls;
        });
    });
    while (!is_in)
    {
        gevent::sleep(0.0001);
    }
    auto waits = gevent::spawn([&] {
        std::call_once(flag, [&] { calls += 100; });
        return calls;
    });
    gevent::sleep(0);
    BOOST_TEST(!waits.ready());
    goes_on.unlock();
    BOOST_TEST(waits.get() == 1);
    thread.join();
}

BOOST_AUTO_TEST_SUITE_END()
