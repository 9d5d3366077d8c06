// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/generator/errors.hpp>
#include <quartet/generator/generator.hpp>

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "events.hpp"
#include "support/argument.hpp"
#include "support/program_run.hpp"
#include "support/sanitizers.hpp"

namespace {

using namespace quartet;
using namespace quartet_test;

/// A scene of child/dropping.cpp.
program_run::result play(std::string const& scene)
{
    auto seen = quartet_test::run({argument("dropping").string(), scene}, output_to::pipe);
    seen.output = without_notices(std::move(seen.output));
    return seen;
}

bool contains(std::string const& text, std::string const& part)
{
    return text.find(part) != std::string::npos;
}

int count(std::string const& text, std::string const& part)
{
    int times = 0;
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1))
    {
        ++times;
    }
    return times;
}

BOOST_AUTO_TEST_SUITE(close)

BOOST_AUTO_TEST_CASE(it_throws_generator_exit_at_the_yield)
{
    events all;
    Generator<int> g([&](auto& yield) {
        guard const local(all, "local");
        try
        {
            yield(1);
        }
        catch (GeneratorExit const&)
        {
            all.push_back("exit");
            throw;
        }
    });
    g.next();
    g.close();
    BOOST_TEST(all == (events{"exit", "~local"}));
    BOOST_TEST(g.state() == GEN_CLOSED);
    g.close();
    BOOST_TEST(all.size() == 2u);
}

BOOST_AUTO_TEST_CASE(the_body_may_return_because_of_it_and_its_value_is_given)
{
    Generator<int, void, int> g([](auto& yield) {
        try
        {
            yield(1);
        }
        catch (GeneratorExit const&)
        {
            return 42;
        }
        return 0;
    });
    g.next();
    BOOST_TEST(g.close().value() == 42);
    BOOST_TEST(!g.close());
}

BOOST_AUTO_TEST_CASE(without_a_return_there_is_no_value)
{
    auto const body = [](auto& yield) {
        yield(1);
        return 42;
    };
    Generator<int, void, int> unwound(body);
    unwound.next();
    BOOST_TEST(!unwound.close());

    Generator<int, void, int> finished(body);
    finished.next();
    finished.next();
    BOOST_TEST(!finished.close());
    BOOST_TEST(finished.value().value() == 42);
}

BOOST_AUTO_TEST_CASE(one_that_has_not_begun_never_begins)
{
    auto const alive = std::make_shared<int>();
    Generator<int> g([alive](auto& yield) { yield(1); });
    g.close();
    BOOST_TEST(g.state() == GEN_CLOSED);
    BOOST_TEST(alive.use_count() == 1);
    BOOST_TEST(!g.next());
}

BOOST_AUTO_TEST_CASE(one_that_yields_nevertheless_is_told_of_and_waits_there)
{
    Generator<int> g([](auto& yield) {
        try
        {
            yield(1);
        }
        catch (GeneratorExit const&)
        {
            yield(2);
        }
        yield(3);
    });
    g.next();
    BOOST_CHECK_EXCEPTION(g.close(), RuntimeError, text_is("generator ignored GeneratorExit"));
    BOOST_TEST(g.state() == GEN_SUSPENDED);
    BOOST_TEST(g.next().value() == 3);
    g.close();
    BOOST_TEST(g.state() == GEN_CLOSED);
}

BOOST_AUTO_TEST_CASE(other_exceptions_come_out)
{
    Generator<int> g([](auto& yield) {
        try
        {
            yield(1);
        }
        catch (GeneratorExit const&)
        {
            throw std::out_of_range("instead");
        }
    });
    g.next();
    BOOST_CHECK_EXCEPTION(g.close(), std::out_of_range, text_is("instead"));
    BOOST_TEST(g.state() == GEN_CLOSED);
}

BOOST_AUTO_TEST_CASE(destruction_unwinds_it_once)
{
    events all;
    {
        Generator<int> g([&](auto& yield) {
            guard const outer(all, "outer");
            guard const inner(all, "inner");
            yield(1);
            all.push_back("never");
        });
        g.next();
    }
    BOOST_TEST(all == (events{"~inner", "~outer"}));
}

BOOST_AUTO_TEST_CASE(destruction_of_one_that_has_not_begun_destroys_its_body)
{
    auto const alive = std::make_shared<int>();
    {
        Generator<int> const g([alive](auto& yield) { yield(1); });
    }
    BOOST_TEST(alive.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(assignment_destroys_what_was_there)
{
    events all;
    auto const body = [&](auto& yield) {
        guard const local(all, "local");
        yield(1);
    };
    Generator<int> g(body);
    g.next();
    g = Generator<int>(body);
    BOOST_TEST(all == events{"~local"});
    BOOST_TEST(g.state() == GEN_CREATED);
}

BOOST_AUTO_TEST_CASE(it_is_destroyed_while_an_exception_flies)
{
    events all;
    try
    {
        Generator<int> g([&](auto& yield) {
            try
            {
                yield(1);
            }
            catch (GeneratorExit const&)
            {
                all.push_back(std::to_string(std::uncaught_exceptions()) + " in flight");
            }
        });
        g.next();
        throw std::runtime_error("flies");
    }
    catch (std::runtime_error const& error)
    {
        all.push_back(error.what());
    }
    BOOST_TEST(all == (events{"0 in flight", "flies"}));
}

BOOST_AUTO_TEST_CASE(one_that_asks_for_another_while_it_is_unwound_gets_it)
{
    std::optional<int> last;
    {
        Generator<int> source([](auto& yield) {
            yield(1);
            yield(2);
        });
        Generator<int> g([&](auto& yield) {
            try
            {
                yield(*source.next());
            }
            catch (GeneratorExit const&)
            {
                last = source.next();
            }
        });
        g.next();
    }
    BOOST_TEST(last.value() == 2);
}

BOOST_AUTO_TEST_CASE(what_leaves_the_body_of_a_dropped_one_is_reported)
{
    auto const seen = play("throws");
    BOOST_TEST(contains(seen.output, "Exception ignored in: <generator object "));
    BOOST_TEST(contains(seen.output, "out_of_range: thrown while unwound\n"), seen.output);
    BOOST_TEST(seen.output.ends_with("main goes on\n"));
    BOOST_TEST(seen.exit_code == 0);
}

BOOST_AUTO_TEST_CASE(a_dropped_one_that_lets_itself_be_unwound_is_not_reported)
{
    auto const seen = play("obeys");
    BOOST_TEST(seen.output == "cleaned up\nmain goes on\n");
    BOOST_TEST(seen.exit_code == 0);
}

BOOST_AUTO_TEST_CASE(one_that_ignores_the_exit_is_reported_and_gets_it_at_each_further_yield)
{
    auto const seen = play("ignores_three");
    BOOST_TEST(count(seen.output, "RuntimeError: generator ignored GeneratorExit\n") == 1);
    BOOST_TEST(count(seen.output, "ignored one\n") == 3);
    BOOST_TEST(seen.output.ends_with("main goes on\n"));
    BOOST_TEST(seen.exit_code == 0);
}

BOOST_AUTO_TEST_CASE(one_that_ignores_it_for_ever_ends_the_program)
{
    auto const seen = play("ignores_all");
    BOOST_TEST(contains(seen.output, "quartet: the generator "));
    BOOST_TEST(contains(seen.output, " cannot be destroyed: it catches GeneratorExit"));
    BOOST_TEST(seen.exit_code == 128 + SIGABRT);
}

BOOST_AUTO_TEST_CASE(one_that_destroys_itself_while_it_runs_ends_the_program)
{
    auto const seen = play("destroys_itself");
    BOOST_TEST(contains(seen.output, " was destroyed while it runs; the program ends\n"));
    BOOST_TEST(seen.exit_code == 128 + SIGABRT);
}

BOOST_AUTO_TEST_CASE(static_ones_and_those_of_threads_are_unwound_at_the_end)
{
    auto const seen = play("static");
    BOOST_TEST(seen.output == "of a thread cleaned up\nmain ends\nstatic cleaned up\n");
    BOOST_TEST(seen.exit_code == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
