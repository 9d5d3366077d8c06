// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/gil/scopes.hpp>
#include <quartet/threading/event.hpp>
#include <quartet/threading/thread.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace {

namespace gil = quartet::gil;
namespace threading = quartet::threading;
using quartet::RuntimeError;
using threading::Event;
using threading::Thread;

/// Afterwards nobody has the default GIL, and its interval is the default.
struct leaves_it_free
{
    ~leaves_it_free()
    {
        BOOST_TEST(!gil::default_gil().locked());
        BOOST_TEST(gil::getswitchinterval() == 0.005);
    }
};

BOOST_FIXTURE_TEST_SUITE(gil_scopes, leaves_it_free)

BOOST_AUTO_TEST_CASE(ensure_nests)
{
    BOOST_TEST(!gil::held());
    {
        gil::ensure const outer;
        BOOST_TEST(gil::held());
        {
            gil::ensure const inner;
            BOOST_TEST(gil::held());
        }
        BOOST_TEST(gil::held());
    }
    BOOST_TEST(!gil::held());
}

BOOST_AUTO_TEST_CASE(the_scopes_nest_in_each_other)
{
    gil::ensure const outer;
    {
        gil::allow_threads const without;
        BOOST_TEST(!gil::held());
        {
            gil::ensure const inner;
            BOOST_TEST(gil::held());
        }
        BOOST_TEST(!gil::held());
    }
    BOOST_TEST(gil::held());
}

BOOST_AUTO_TEST_CASE(allow_threads_lets_another_thread_in)
{
    gil::ensure const with;
    Event been_there;
    Thread other([&] {
        gil::ensure const also;
        been_there.set();
    });
    other.start();
    {
        gil::allow_threads const without;
        been_there.wait();
    }
    BOOST_TEST(gil::held());
    other.join();
}

BOOST_AUTO_TEST_CASE(allow_threads_needs_the_gil)
{
    BOOST_CHECK_THROW(gil::allow_threads const scope, RuntimeError);
}

BOOST_AUTO_TEST_CASE(exceptions_end_the_scopes)
{
    auto const throw_with = [] {
        gil::ensure const with;
        throw std::logic_error("with");
    };
    BOOST_CHECK_THROW(throw_with(), std::logic_error);
    BOOST_TEST(!gil::held());

    gil::ensure const with;
    auto const throw_without = [] {
        gil::allow_threads const without;
        throw std::logic_error("without");
    };
    BOOST_CHECK_THROW(throw_without(), std::logic_error);
    BOOST_TEST(gil::held());
}

BOOST_AUTO_TEST_CASE(a_scope_may_have_a_gil_of_its_own)
{
    gil::GIL mine;
    gil::ensure const with(mine);
    BOOST_TEST(mine.held());
    BOOST_TEST(!gil::held());
}

BOOST_AUTO_TEST_CASE(the_interval_is_the_default_gils)
{
    gil::setswitchinterval(0.001);
    BOOST_TEST(gil::default_gil().getswitchinterval() == 0.001);
    BOOST_TEST(gil::getswitchinterval() == 0.001);
    BOOST_CHECK_THROW(gil::setswitchinterval(0), quartet::ValueError);
    gil::setswitchinterval(0.005);
}

BOOST_AUTO_TEST_CASE(five_threads_count_exactly)
{
    int num = 0;  // guarded by the GIL
    std::vector<Thread> threads;
    for (int i = 0; i != 5; ++i)
    {
        threads.emplace_back([&] {
            gil::ensure const with;
            for (int total = 100000; total != 0; --total)
            {
                num += 1;
                gil::checkpoint();
            }
        });
        threads.back().start();
    }
    for (Thread const& each : threads)
    {
        each.join();
    }
    BOOST_TEST(num == 500000);
}

/// What a forked child finds. @return its exit code.
int in_a_fork(int (*child)())
{
    pid_t const pid = ::fork();
    if (pid == 0)
    {
        ::_exit(child());
    }
    int status = 0;
    ::waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

BOOST_AUTO_TEST_CASE(a_forked_child_keeps_it)
{
    gil::ensure const with;
    BOOST_TEST(in_a_fork([] { return gil::held() ? 0 : 1; }) == 0);
}

BOOST_AUTO_TEST_CASE(a_forked_child_can_take_what_another_thread_had)
{
    Event has_it;
    Event drop;
    Thread other([&] {
        gil::ensure const with;
        has_it.set();
        drop.wait();
    });
    other.start();
    has_it.wait();
    BOOST_TEST(in_a_fork([] { return gil::default_gil().try_lock() ? 0 : 1; }) == 0);
    drop.set();
    other.join();
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
