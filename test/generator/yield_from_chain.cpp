// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Generators that delegate to generators that delegate.
#include <quartet/generator/yield_from.hpp>

#include <boost/test/unit_test.hpp>

#include <deque>
#include <optional>
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

BOOST_AUTO_TEST_SUITE(yield_from_chain)

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
    Generator<int> outer([&](auto& yield) {
        try
        {
            yield_from(yield, inner);
        }
        catch (std::runtime_error const&)
        {
            yield(42);
        }
    });
    outer.next();
    inner.close();
    BOOST_TEST(outer.throw_(std::runtime_error("it")).value() == 42);

    Generator<int, int> source([](auto& yield) { yield(1); });
    Generator<int, int> other([&](auto& yield) {
        yield_from(yield, source);
        yield(2);
    });
    other.next();
    source.close();
    BOOST_TEST(other.send(7).value() == 2);  // which is lost, as in Python
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

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
