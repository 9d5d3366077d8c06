// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/generator/errors.hpp>
#include <quartet/generator/generator.hpp>

#include <boost/test/unit_test.hpp>

#include <exception>
#include <stdexcept>
#include <string>

#include "events.hpp"

namespace {

using namespace quartet;
using namespace quartet_test;

BOOST_AUTO_TEST_SUITE(throw_)

BOOST_AUTO_TEST_CASE(it_is_raised_at_the_yield_and_the_body_may_go_on)
{
    Generator<std::string> g([](auto& yield) {
        for (;;)
        {
            try
            {
                yield("waiting");
            }
            catch (std::runtime_error const& error)
            {
                yield("caught " + std::string(error.what()));
            }
        }
    });
    g.next();
    BOOST_TEST(g.throw_(std::runtime_error("one")).value() == "caught one");
    BOOST_TEST(g.next().value() == "waiting");
    auto const pointer = std::make_exception_ptr(std::runtime_error("two"));
    BOOST_TEST(g.throw_(pointer).value() == "caught two");
}

BOOST_AUTO_TEST_CASE(what_the_body_does_not_catch_comes_back_and_closes_it)
{
    events all;
    Generator<int> g([&](auto& yield) {
        guard const local(all, "local");
        yield(1);
    });
    g.next();
    BOOST_CHECK_EXCEPTION(g.throw_(std::out_of_range("x")), std::out_of_range, text_is("x"));
    BOOST_TEST(all == events{"~local"});
    BOOST_TEST(g.state() == GEN_CLOSED);
    BOOST_TEST(!g.next());
}

BOOST_AUTO_TEST_CASE(the_body_may_return_because_of_it)
{
    Generator<int, void, std::string> g([](auto& yield) {
        try
        {
            yield(1);
        }
        catch (int number)
        {
            return std::to_string(number);
        }
        return std::string();
    });
    g.next();
    BOOST_TEST(!g.throw_(42));  // any object
    BOOST_TEST(g.value().value() == "42");
}

BOOST_AUTO_TEST_CASE(one_that_has_not_begun_is_closed_and_never_begins)
{
    auto const alive = std::make_shared<int>();
    bool has_begun = false;
    Generator<int> g([&has_begun, alive](auto& yield) {
        has_begun = true;
        yield(1);
    });
    BOOST_CHECK_EXCEPTION(g.throw_(std::runtime_error("x")), std::runtime_error, text_is("x"));
    BOOST_TEST(g.state() == GEN_CLOSED);
    BOOST_TEST(alive.use_count() == 1);
    BOOST_TEST(!g.next());
    BOOST_TEST(!has_begun);
}

BOOST_AUTO_TEST_CASE(a_closed_one_throws_it_back)
{
    Generator<int> g([](auto&) {});
    g.next();
    BOOST_CHECK_EXCEPTION(g.throw_(std::runtime_error("x")), std::runtime_error, text_is("x"));
    BOOST_CHECK_THROW(g.throw_(GeneratorExit()), GeneratorExit);
}

BOOST_AUTO_TEST_CASE(a_null_pointer_is_refused)
{
    Generator<int> g([](auto& yield) { yield(1); });
    auto const names_it = text_is("error: must be an exception, but is null");
    BOOST_CHECK_EXCEPTION(g.throw_(std::exception_ptr()), ValueError, names_it);
    BOOST_TEST(g.state() == GEN_CREATED);
    Generator<int> const other(std::move(g));
    BOOST_CHECK_EXCEPTION(g.throw_(std::exception_ptr()), ValueError, names_it);
}

BOOST_AUTO_TEST_CASE(a_generator_exit_is_like_any_other)
{
    Generator<int> g([](auto& yield) { yield(1); });
    g.next();
    BOOST_CHECK_THROW(g.throw_(GeneratorExit()), GeneratorExit);
    BOOST_TEST(g.state() == GEN_CLOSED);
}

BOOST_AUTO_TEST_CASE(a_stop_iteration_that_passes_through_is_a_runtime_error)
{
    Generator<int> g([](auto& yield) { yield(1); });
    g.next();
    BOOST_CHECK_EXCEPTION(
        g.throw_(StopIteration()), RuntimeError, text_is("generator raised StopIteration"));
}

BOOST_AUTO_TEST_CASE(it_goes_from_one_generator_to_the_next)
{
    Generator<int> inner([](auto& yield) {
        yield(1);
        throw std::runtime_error("of the inner one");
    });
    Generator<int> outer([&](auto& yield) {
        for (int each : inner)
        {
            yield(each);
        }
    });
    outer.next();
    BOOST_CHECK_EXCEPTION(outer.next(), std::runtime_error, text_is("of the inner one"));
    BOOST_TEST(inner.state() == GEN_CLOSED);
    BOOST_TEST(outer.state() == GEN_CLOSED);
}

BOOST_AUTO_TEST_CASE(the_exceptions_of_generators_are_standard_ones)
{
    GeneratorExit const exit;
    std::exception const& as_exit = exit;
    BOOST_TEST(as_exit.what() == std::string("GeneratorExit"));
    StopIteration const stop;
    std::exception const& as_stop = stop;
    BOOST_TEST(as_stop.what() == std::string("StopIteration"));
    BOOST_TEST(StopIteration("why").what() == std::string("why"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
