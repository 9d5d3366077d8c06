// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/generator/yield_from.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <deque>
#include <iterator>
#include <memory>
#include <numeric>
#include <optional>
#include <sstream>
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

/// A range that can be walked through once.
struct words
{
    std::istringstream& text;

    auto begin() const { return std::istream_iterator<std::string>(text); }
    auto end() const { return std::istream_iterator<std::string>(); }
};

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

BOOST_AUTO_TEST_CASE(close_closes_the_innermost_first)
{
    events all;
    Generator<int> inner([&](auto& yield) {
        guard const local(all, "inner");
        yield(1);
    });
    Generator<int> middle([&](auto& yield) {
        guard const local(all, "middle");
        yield_from(yield, inner);
    });
    Generator<int> outer([&](auto& yield) {
        guard const local(all, "outer");
        yield_from(yield, middle);
    });
    outer.next();
    outer.close();
    BOOST_TEST(all == (events{"~inner", "~middle", "~outer"}));
    BOOST_TEST(inner.state() == GEN_CLOSED);
    BOOST_TEST(middle.state() == GEN_CLOSED);
    BOOST_TEST(outer.state() == GEN_CLOSED);
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

BOOST_AUTO_TEST_CASE(all_of_a_chain_run_or_wait_together)
{
    std::vector<generator_state> seen;
    std::optional<Generator<int>> inner;
    std::optional<Generator<int>> middle;
    std::optional<Generator<int>> outer;
    auto const note = [&] {
        for (auto* each : {&inner, &middle, &outer})
        {
            seen.push_back((*each)->state());
        }
    };
    inner.emplace([&](auto& yield) {
        note();
        BOOST_CHECK_EXCEPTION(middle->next(), ValueError, text_is("generator already executing"));
        BOOST_CHECK_EXCEPTION(outer->next(), ValueError, text_is("generator already executing"));
        BOOST_CHECK_EXCEPTION(inner->next(), ValueError, text_is("generator already executing"));
        yield(1);
    });
    middle.emplace([&](auto& yield) { yield_from(yield, *inner); });
    outer.emplace([&](auto& yield) { yield_from(yield, *middle); });
    BOOST_TEST(outer->next().value() == 1);
    note();
    BOOST_TEST(!outer->next());
    note();
    BOOST_TEST(
        seen == (std::vector<generator_state>{
                    GEN_RUNNING,
                    GEN_RUNNING,
                    GEN_RUNNING,
                    GEN_SUSPENDED,
                    GEN_SUSPENDED,
                    GEN_SUSPENDED,
                    GEN_CLOSED,
                    GEN_CLOSED,
                    GEN_CLOSED}));
}

BOOST_AUTO_TEST_CASE(to_delegate_to_oneself_or_in_a_loop_is_a_value_error)
{
    std::optional<Generator<int>> self;
    self.emplace([&](auto& yield) { yield_from(yield, *self); });
    BOOST_CHECK_EXCEPTION(self->next(), ValueError, text_is("generator already executing"));

    std::optional<Generator<int>> first;
    Generator<int> second([&](auto& yield) { yield_from(yield, *first); });
    first.emplace([&](auto& yield) { yield_from(yield, second); });
    BOOST_CHECK_EXCEPTION(first->next(), ValueError, text_is("generator already executing"));
    BOOST_TEST(first->state() == GEN_CLOSED);
    BOOST_TEST(second.state() == GEN_CLOSED);
}

BOOST_AUTO_TEST_CASE(others_may_take_values_from_the_middle_of_a_chain)
{
    auto inner = numbers(1, 9);
    Generator<int> middle([&](auto& yield) {
        yield_from(yield, inner);
        yield(100);
    });
    Generator<int> outer([&](auto& yield) {
        yield_from(yield, middle);
        yield(200);
    });
    BOOST_TEST(outer.next().value() == 1);
    BOOST_TEST(middle.next().value() == 2);
    BOOST_TEST(outer.next().value() == 3);
    BOOST_TEST(inner.next().value() == 4);
    BOOST_TEST(outer.next().value() == 5);
    BOOST_TEST(middle.next().value() == 6);
    inner.close();
    BOOST_TEST(outer.next().value() == 100);
    middle.close();
    BOOST_TEST(outer.next().value() == 200);
    BOOST_TEST(!outer.next());
}

BOOST_AUTO_TEST_CASE(two_may_delegate_to_the_same_one)
{
    Generator<int, int, int> shared([](auto& yield) {
        int sum = 0;
        for (int i = 1; i != 7; ++i)
        {
            sum += yield(i);
        }
        return sum;
    });
    auto const delegating = [&](auto& yield) { return yield_from(yield, shared); };
    Generator<int, int, int> one(delegating);
    Generator<int, int, int> other(delegating);
    BOOST_TEST(one.next().value() == 1);
    BOOST_TEST(other.next().value() == 2);
    BOOST_TEST(one.send(10).value() == 3);
    BOOST_TEST(one.send(20).value() == 4);
    BOOST_TEST(other.send(30).value() == 5);
    BOOST_TEST(one.next().value() == 6);
    BOOST_TEST(!other.send(1));
    BOOST_TEST(other.value().value() == 61);
    // Its value is gone. Python's would be None.
    BOOST_CHECK_EXCEPTION(
        one.next(),
        RuntimeError,
        text_is("yield_from: the generator had ended before, without a value"));
}

BOOST_AUTO_TEST_CASE(what_comes_for_one_that_was_closed_by_others_stays_here)
{
    auto inner = numbers(1, 9);
    Generator<std::string, int> outer([&](auto& yield) {
        Generator<std::string, int> source([](auto& out) { out("waiting"); });
        Generator<std::string, int>* const shared = &source;
        try
        {
            Generator<std::string, int> closer([&](auto& out) {
                shared->close();
                out("closed");
            });
            yield_from(yield, source);
            yield_from(yield, closer);
        }
        catch (std::runtime_error const& error)
        {
            yield("outer caught " + std::string(error.what()));
        }
    });
    BOOST_TEST(outer.next().value() == "waiting");
    BOOST_TEST(outer.next().value() == "closed");
    BOOST_TEST(outer.throw_(std::runtime_error("it")).value() == "outer caught it");

    auto closed = numbers(1, 9);
    Generator<int> waiting([&](auto& yield) {
        try
        {
            yield_from(yield, closed);
        }
        catch (std::runtime_error const&)
        {
            yield(42);
        }
    });
    waiting.next();
    closed.close();
    BOOST_TEST(waiting.throw_(std::runtime_error("it")).value() == 42);
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

BOOST_AUTO_TEST_CASE(a_chain_may_be_any_depth)
{
    std::deque<Generator<int>> chain;
    chain.push_back(numbers(0, 3));
    for (int i = 0; i != 2000; ++i)
    {
        Generator<int>& below = chain.back();
        chain.emplace_back([&below](auto& yield) { yield_from(yield, below); });
    }
    BOOST_TEST(rest(chain.back()) == (std::vector<int>{0, 1, 2}));
    for (auto& each : chain)
    {
        BOOST_TEST(each.state() == GEN_CLOSED);
    }
}

BOOST_AUTO_TEST_CASE(a_deep_chain_is_closed_from_its_end)
{
    events all;
    std::deque<Generator<int>> chain;
    chain.emplace_back([&](auto& yield) {
        guard const local(all, "innermost");
        yield(1);
    });
    for (int i = 0; i != 500; ++i)
    {
        Generator<int>& below = chain.back();
        chain.emplace_back([&below](auto& yield) { yield_from(yield, below); });
    }
    chain.back().next();
    chain.back().close();
    BOOST_TEST(all == events{"~innermost"});
    BOOST_TEST(chain.front().state() == GEN_CLOSED);
}

BOOST_AUTO_TEST_CASE(any_range_may_take_the_others_place)
{
    Generator<std::string> g([](auto& yield) {
        yield_from(yield, std::vector<std::string>{"a", "b"});
        std::array<char const*, 1> const literals = {"c"};
        yield_from(yield, literals);
        std::istringstream text("d e");
        yield_from(yield, words{text});
    });
    BOOST_TEST(rest(g) == (events{"a", "b", "c", "d", "e"}));
}

BOOST_AUTO_TEST_CASE(nothing_can_be_sent_to_a_range)
{
    Generator<int, int> g([](auto& yield) { yield_from(yield, std::vector{1, 2, 3}); });
    g.next();
    BOOST_TEST(g.next().value() == 2);
    BOOST_CHECK_EXCEPTION(g.send(7), TypeError, text_is("value: can't be sent to what takes none"));
    BOOST_TEST(g.state() == GEN_CLOSED);
}

BOOST_AUTO_TEST_CASE(what_is_thrown_to_a_range_is_thrown_here)
{
    Generator<int> g([](auto& yield) {
        try
        {
            yield_from(yield, std::vector{1, 2, 3});
        }
        catch (std::runtime_error const&)
        {
            yield(42);
        }
    });
    g.next();
    BOOST_TEST(g.throw_(std::runtime_error("x")).value() == 42);
}

BOOST_AUTO_TEST_CASE(a_generator_with_other_parameters_gets_what_is_thrown_but_not_what_is_sent)
{
    events all;
    Generator<short, void, std::string> inner([&](auto& yield) {
        guard const local(all, "inner");
        yield(short(1));
        try
        {
            yield(short(2));
        }
        catch (std::runtime_error const& error)
        {
            all.push_back(error.what());
        }
        yield(short(3));
        return "value";
    });
    Generator<int, int> outer([&](auto& yield) {
        try
        {
            all.push_back(yield_from(yield, inner));
        }
        catch (TypeError const&)
        {
            all.push_back("refused");
            all.push_back(yield_from(yield, inner));
        }
        yield(4);
    });
    BOOST_TEST(outer.next().value() == 1);
    BOOST_TEST(outer.send(5).value() == 2);
    BOOST_TEST(outer.throw_(std::runtime_error("thrown")).value() == 3);
    BOOST_TEST(outer.next().value() == 4);
    BOOST_TEST(all == (events{"refused", "thrown", "~inner", "value"}));
}

BOOST_AUTO_TEST_CASE(a_generator_with_other_parameters_is_closed_with_the_outer_one)
{
    events all;
    Generator<short> inner([&](auto& yield) {
        guard const local(all, "inner");
        yield(short(1));
    });
    {
        Generator<int> outer([&](auto& yield) { yield_from(yield, inner); });
        outer.next();
    }
    BOOST_TEST(all == events{"~inner"});
    BOOST_TEST(inner.state() == GEN_CLOSED);
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
