// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/detail/fiber.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

#include "on_fiber.hpp"
#include "support/peer_thread.hpp"

namespace {

using namespace quartet_test;

/// The text of the exception that is handled.
std::string caught()
{
    try
    {
        throw;
    }
    catch (std::exception const& error)
    {
        return error.what();
    }
}

BOOST_AUTO_TEST_SUITE(fiber_)

BOOST_AUTO_TEST_CASE(it_runs_between_resume_and_suspend)
{
    std::string order;
    on_fiber f([&](fiber& self) {
        order += "b";
        self.suspend();
        order += "d";
    });
    BOOST_TEST(!f->has_begun());
    order += "a";
    f->resume();
    BOOST_TEST(f->has_begun());
    BOOST_TEST(!f->is_finished());
    order += "c";
    f->resume();
    BOOST_TEST(f->is_finished());
    BOOST_TEST(order == "abcd");
}

BOOST_AUTO_TEST_CASE(handlers_of_two_sides_that_switch_keep_their_exceptions)
{
    std::string of_fiber;
    std::string of_main;
    on_fiber f([&](fiber& self) {
        try
        {
            throw std::runtime_error("B (fiber)");
        }
        catch (...)
        {
            self.suspend();
            of_fiber = caught();
        }
    });
    try
    {
        throw std::runtime_error("A (main)");
    }
    catch (...)
    {
        f->resume();
        of_main = caught();
    }
    f->resume();
    BOOST_TEST(of_main == "A (main)");
    BOOST_TEST(of_fiber == "B (fiber)");
}

BOOST_AUTO_TEST_CASE(nested_handlers_throw_on_what_they_caught)
{
    std::vector<std::string> log;
    auto const nest = [&](std::string const& name) {
        return on_fiber([&log, name](fiber& self) {
            try
            {
                try
                {
                    throw std::runtime_error(name + " outer");
                }
                catch (...)
                {
                    self.suspend();
                    try
                    {
                        throw std::runtime_error(name + " inner");
                    }
                    catch (...)
                    {
                        self.suspend();
                        log.push_back(caught());
                    }
                    self.suspend();
                    throw;
                }
            }
            catch (...)
            {
                self.suspend();
                log.push_back(caught());
            }
        });
    };
    auto one = nest("one");
    auto other = nest("other");
    while (!one->is_finished())
    {
        one->resume();
        other->resume();
    }
    BOOST_TEST(other->is_finished());
    std::vector<std::string> const expected = {
        "one inner", "other inner", "one outer", "other outer"};
    BOOST_TEST(log == expected);
    BOOST_TEST((std::current_exception() == nullptr));
}

BOOST_AUTO_TEST_CASE(exceptions_in_flight_are_counted_on_each_side)
{
    std::vector<int> counts;
    struct switches_while_unwound
    {
        fiber& self;
        std::vector<int>& counts;
        ~switches_while_unwound()
        {
            counts.push_back(std::uncaught_exceptions());
            self.suspend();
            counts.push_back(std::uncaught_exceptions());
        }
    };
    on_fiber f([&](fiber& self) {
        try
        {
            switches_while_unwound const local{self, counts};
            throw std::runtime_error("in flight");
        }
        catch (std::runtime_error const&)
        {
            counts.push_back(std::uncaught_exceptions());
        }
    });
    f->resume();
    BOOST_TEST(std::uncaught_exceptions() == 0);
    try
    {
        throw std::logic_error("meanwhile");
    }
    catch (std::logic_error const&)
    {
        f->resume();
    }
    BOOST_TEST(f->is_finished());
    BOOST_TEST(counts == (std::vector<int>{1, 1, 0}));
}

BOOST_AUTO_TEST_CASE(an_exception_in_flight_outside_is_not_seen_on_the_fiber)
{
    int inside = -1;
    int after = -1;
    on_fiber f([&](fiber&) { inside = std::uncaught_exceptions(); });
    struct resumes_while_unwound
    {
        on_fiber& f;
        int& after;
        ~resumes_while_unwound()
        {
            f->resume();
            after = std::uncaught_exceptions();
        }
    };
    try
    {
        resumes_while_unwound const local{f, after};
        throw std::runtime_error("in flight");
    }
    catch (std::runtime_error const&)
    {}
    BOOST_TEST(inside == 0);
    BOOST_TEST(after == 1);
}

BOOST_AUTO_TEST_CASE(each_side_has_its_errno)
{
    std::vector<int> inside;
    on_fiber f([&](fiber& self) {
        errno = EDOM;
        self.suspend();
        inside.push_back(errno);
        errno = ERANGE;
        self.suspend();
        inside.push_back(errno);
    });
    errno = EAGAIN;
    f->resume();
    int const first = errno;
    errno = EINTR;
    f->resume();
    int const second = errno;
    f->resume();
    BOOST_TEST(first == EAGAIN);
    BOOST_TEST(second == EINTR);
    BOOST_TEST(inside == (std::vector<int>{EDOM, ERANGE}));
}

BOOST_AUTO_TEST_CASE(fibers_may_resume_fibers)
{
    std::string order;
    on_fiber inner([&](fiber& self) {
        order += "2";
        self.suspend();
        order += "4";
    });
    on_fiber outer([&](fiber& self) {
        order += "1";
        inner->resume();
        order += "3";
        self.suspend();
        inner->resume();
        order += "5";
    });
    outer->resume();
    outer->resume();
    BOOST_TEST(order == "12345");
}

BOOST_AUTO_TEST_CASE(it_may_begin_in_any_thread_and_belongs_to_that_one)
{
    on_fiber f([](fiber& self) { self.suspend(); });
    BOOST_TEST(f->is_of_this_thread());
    BOOST_TEST(in_another_thread([&] {
        bool const before = f->is_of_this_thread();
        f->resume();
        return before && f->is_of_this_thread();
    }));
    BOOST_TEST(!f->is_of_this_thread());
    f->move_to_this_thread();
    f->resume();
    BOOST_TEST(f->is_finished());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
