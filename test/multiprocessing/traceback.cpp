// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/multiprocessing/errors.hpp>

#include <boost/test/unit_test.hpp>

#include <exception>
#include <stdexcept>
#include <string>
#include <thread>
#include <unistd.h>

#include "elsewhere.hpp"

namespace {

namespace mp = quartet::multiprocessing;
using namespace quartet_test;
using mp::detail::print_uncaught;

}  // namespace

// External, so that -rdynamic gives them names in a traceback.
namespace quartet_test {

[[gnu::noinline]] void deep_function_that_throws(int depth)
{
    if (depth == 0)
    {
        throw std::out_of_range("too deep");
    }
    deep_function_that_throws(depth - 1);
    asm volatile("");  // no tail call
}

[[gnu::noinline]] void function_that_throws_inside()
{
    for (int i = 0; i < 100; ++i)
    {
        try
        {
            throw i;
        }
        catch (int)
        {}
    }
    asm volatile("");
}

struct throws_when_destroyed
{
    ~throws_when_destroyed()
    {
        try
        {
            throw std::logic_error("in a destructor");
        }
        catch (std::logic_error const&)
        {}
    }
};

}  // namespace quartet_test

BOOST_AUTO_TEST_SUITE(traceback)

BOOST_AUTO_TEST_CASE(the_traceback_is_the_stack_of_the_throw)
{
    try
    {
        run_elsewhere([] { quartet_test::deep_function_that_throws(3); });
    }
    catch (std::out_of_range const& error)
    {
        auto const& origin = dynamic_cast<mp::RemoteTraceback const&>(error);
        BOOST_TEST_INFO(origin.traceback());
        BOOST_TEST(
            origin.traceback().starts_with(" 0# quartet_test::deep_function_that_throws(int) at "));
        BOOST_TEST(
            contains(origin.traceback(), " 3# quartet_test::deep_function_that_throws(int) at "));
        BOOST_TEST(origin.type_name() == "std::out_of_range");
    }
}

BOOST_AUTO_TEST_CASE(throws_during_the_flight_do_not_hide_the_traceback)
{
    auto const bytes = packed_elsewhere([] {
        quartet_test::function_that_throws_inside();
        quartet_test::throws_when_destroyed const pest1;
        quartet_test::throws_when_destroyed const pest2;
        quartet_test::deep_function_that_throws(1);
    });
    BOOST_TEST(origin_of(unpack_exception(bytes))
                   .traceback()
                   .starts_with(" 0# quartet_test::deep_function_that_throws(int) at "));
}

BOOST_AUTO_TEST_CASE(an_exception_that_nobody_saw_thrown_has_the_stack_of_the_catch)
{
    std::exception_ptr const error = std::make_exception_ptr(std::logic_error("x"));
    BOOST_TEST(contains(
        origin_of(unpack_exception(pack_exception(error))).traceback(),
        "(the stack where it was caught)\n 0# "));
}

BOOST_AUTO_TEST_CASE(an_exception_that_travels_on_keeps_its_origin)
{
    auto const first = packed_elsewhere([] { throw std::out_of_range("far away"); });
    auto const second = packed_elsewhere([&] { std::rethrow_exception(unpack_exception(first)); });
    BOOST_CHECK_THROW(std::rethrow_exception(unpack_exception(second)), std::out_of_range);
    auto const before = origin_of(unpack_exception(first));
    auto const after = origin_of(unpack_exception(second));
    BOOST_TEST(after.type_name() == "std::out_of_range");
    BOOST_TEST(after.text() == "far away");
    BOOST_TEST(after.pid() == before.pid());
    BOOST_TEST(after.traceback() == before.traceback());

    auto const odd = packed_elsewhere([] { throw own_error("mine"); });
    auto const again = packed_elsewhere([&] { std::rethrow_exception(unpack_exception(odd)); });
    auto const error = error_of([&] { std::rethrow_exception(unpack_exception(again)); });
    BOOST_TEST(contains(error.type_name(), "own_error"));
    BOOST_TEST(error.pid() == origin_of(unpack_exception(odd)).pid());
}

BOOST_AUTO_TEST_CASE(recorders_nest_and_belong_to_a_thread)
{
    traceback_recorder const outer;
    std::exception_ptr error;
    try
    {
        quartet_test::deep_function_that_throws(0);
    }
    catch (...)
    {
        error = std::current_exception();
    }
    {
        traceback_recorder const inner;
        BOOST_TEST(contains(traceback_recorder::traceback_of(error), "deep_function"));
        std::thread([&] { BOOST_TEST(traceback_recorder::traceback_of(error).empty()); }).join();
    }
    BOOST_TEST(contains(traceback_recorder::traceback_of(error), "deep_function"));
}

BOOST_AUTO_TEST_CASE(an_uncaught_exception_is_printed_with_name_traceback_type_and_text)
{
    int ends[2];
    BOOST_REQUIRE(::pipe(ends) == 0);
    forked_peer peer([&] {
        ::dup2(ends[1], STDERR_FILENO);
        traceback_recorder const recorder;
        try
        {
            quartet_test::deep_function_that_throws(0);
        }
        catch (...)
        {
            print_uncaught("Process-7", std::current_exception());
        }
        return true;
    });
    ::close(ends[1]);
    std::string const text = read_all(ends[0]);
    ::close(ends[0]);
    BOOST_TEST(peer.wait() == 0);
    BOOST_TEST_INFO(text);
    BOOST_TEST(text.starts_with("Process Process-7:\nTraceback (most recent call first):\n"
                                " 0# quartet_test::deep_function_that_throws(int) at "));
    BOOST_TEST(text.ends_with("\nstd::out_of_range: too deep\n"));
}

BOOST_AUTO_TEST_SUITE_END()
