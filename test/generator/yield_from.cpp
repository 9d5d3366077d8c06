// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/generator/yield_from.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "events.hpp"

namespace {

using namespace quartet;
using namespace quartet_test;

Generator<int> numbers(int from, int to)
{
    return [=](auto& yield) {
        for (int i = from; i != to; ++i)
        {
            yield(i);
        }
    };
}

BOOST_AUTO_TEST_SUITE(yield_from_)

BOOST_AUTO_TEST_CASE(it_yields_what_the_other_one_yields)
{
    Generator<int> g([](auto& yield) {
        yield(0);
        yield_from(yield, numbers(1, 3));
        yield_from(yield, numbers(0, 0));
        yield_from(yield, numbers(3, 5));
        yield(5);
    });
    BOOST_TEST(rest(g) == (std::vector<int>{0, 1, 2, 3, 4, 5}));
}

BOOST_AUTO_TEST_CASE(what_is_sent_goes_to_the_other_one)
{
    std::vector<int> got;
    Generator<int, int> inner([&](auto& yield) {
        got.push_back(yield(1));
        got.push_back(yield(2));
    });
    Generator<int, int> outer([&](auto& yield) {
        yield_from(yield, inner);
        got.push_back(yield(3));
    });
    outer.next();
    BOOST_TEST(outer.send(10).value() == 2);
    BOOST_TEST(outer.next().value() == 3);
    BOOST_TEST(!outer.send(30));
    BOOST_TEST(got == (std::vector<int>{10, 0, 30}));
}

BOOST_AUTO_TEST_CASE(its_value_is_what_the_other_one_returns)
{
    using tally = Generator<int, int, int>;
    tally outer([](auto& yield) {
        int const sum = yield_from(yield, tally([](auto& out) {
                                       int const first = out(1);
                                       return first + out(2);
                                   }));
        return sum * 2;
    });
    outer.next();
    outer.send(20);
    BOOST_TEST(!outer.send(1));
    BOOST_TEST(outer.value().value() == 42);
}

BOOST_AUTO_TEST_CASE(a_value_that_can_only_be_moved_comes_through)
{
    using box = std::unique_ptr<int>;
    Generator<box, void, box> outer([](auto& yield) {
        return yield_from(yield, Generator<box, void, box>([](auto& out) {
                              out(std::make_unique<int>(1));
                              return std::make_unique<int>(2);
                          }));
    });
    BOOST_TEST(**outer.next() == 1);
    BOOST_TEST(!outer.next());
    BOOST_TEST(**std::move(outer).value() == 2);
}

BOOST_AUTO_TEST_CASE(what_is_thrown_goes_to_the_other_one)
{
    Generator<std::string> outer([](auto& yield) {
        yield_from(yield, Generator<std::string>([](auto& out) {
                       try
                       {
                           out("waiting");
                       }
                       catch (std::runtime_error const& error)
                       {
                           out("inner caught " + std::string(error.what()));
                       }
                   }));
        yield("outer goes on");
    });
    outer.next();
    BOOST_TEST(outer.throw_(std::runtime_error("it")).value() == "inner caught it");
    BOOST_TEST(outer.next().value() == "outer goes on");
}

BOOST_AUTO_TEST_CASE(what_leaves_the_other_one_is_thrown_here)
{
    Generator<std::string> outer([](auto& yield) {
        try
        {
            yield_from(yield, Generator<std::string>([](auto& out) {
                           out("waiting");
                           throw std::runtime_error("left");
                       }));
        }
        catch (std::runtime_error const& error)
        {
            yield("outer caught " + std::string(error.what()));
        }
    });
    outer.next();
    BOOST_TEST(outer.next().value() == "outer caught left");

    Generator<int> through([](auto& yield) { yield_from(yield, numbers(0, 9)); });
    through.next();
    BOOST_CHECK_THROW(through.throw_(std::out_of_range("x")), std::out_of_range);
    BOOST_TEST(through.state() == GEN_CLOSED);
}

BOOST_AUTO_TEST_CASE(so_do_destruction_and_a_generator_exit)
{
    for (bool const thrown : {false, true})
    {
        events all;
        {
            Generator<int> outer([&](auto& yield) {
                guard const local(all, "outer");
                yield_from(yield, Generator<int>([&](auto& out) {
                               guard const deep(all, "inner");
                               out(1);
                           }));
            });
            outer.next();
            if (thrown)
            {
                BOOST_CHECK_THROW(outer.throw_(GeneratorExit()), GeneratorExit);
            }
        }
        BOOST_TEST(all == (events{"~inner", "~outer"}));
    }
}

BOOST_AUTO_TEST_CASE(another_one_that_ignores_the_exit_is_a_runtime_error_in_the_outer_one)
{
    events all;
    Generator<int> inner([](auto& yield) {
        try
        {
            yield(1);
        }
        catch (GeneratorExit const&)
        {
            yield(2);
        }
    });
    Generator<int> outer([&](auto& yield) {
        try
        {
            yield_from(yield, inner);
        }
        catch (RuntimeError const& error)
        {
            all.push_back(error.what());
            throw;
        }
    });
    outer.next();
    BOOST_CHECK_THROW(outer.close(), RuntimeError);
    BOOST_TEST(all == events{"generator ignored GeneratorExit"});
    BOOST_TEST(inner.state() == GEN_SUSPENDED);
}

BOOST_AUTO_TEST_CASE(one_that_has_ended_before_yields_nothing)
{
    auto ended = numbers(0, 0);
    ended.next();
    Generator<int> g([&](auto& yield) {
        yield_from(yield, ended);
        yield(1);
    });
    BOOST_TEST(rest(g) == std::vector<int>{1});
}

BOOST_AUTO_TEST_CASE(one_that_is_half_through_goes_on_from_there)
{
    auto half = numbers(0, 4);
    half.next();
    half.next();
    Generator<int> g([&](auto& yield) { yield_from(yield, half); });
    BOOST_TEST(rest(g) == (std::vector<int>{2, 3}));
}

BOOST_AUTO_TEST_CASE(the_unwinding_may_delegate_too)
{
    events all;
    {
        Generator<int> cleanup([&](auto& yield) {
            all.push_back("cleanup");
            if (false)
            {
                yield(1);
            }
        });
        Generator<int> g([&](auto& yield) {
            try
            {
                yield(1);
            }
            catch (GeneratorExit const&)
            {
                yield_from(yield, cleanup);
                all.push_back("done");
            }
        });
        g.next();
    }
    BOOST_TEST(all == (events{"cleanup", "done"}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
