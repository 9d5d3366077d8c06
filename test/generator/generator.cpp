// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/generator/generator.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "events.hpp"

namespace {

using namespace quartet;
using quartet_test::text_is;

BOOST_AUTO_TEST_SUITE(generator)

BOOST_AUTO_TEST_CASE(it_begins_with_the_first_next_and_ends_with_none)
{
    std::vector<std::string> events;
    Generator<int> g([&](auto& yield) {
        events.push_back("begin");
        yield(1);
        events.push_back("between");
        yield(2);
        events.push_back("end");
    });
    BOOST_TEST(events.empty());
    BOOST_TEST(g.next().value() == 1);
    BOOST_TEST(events == std::vector<std::string>{"begin"});
    BOOST_TEST(g.next().value() == 2);
    BOOST_TEST(!g.next());
    BOOST_TEST(!g.next());
    BOOST_TEST(events == (std::vector<std::string>{"begin", "between", "end"}));
}

BOOST_AUTO_TEST_CASE(its_state_can_be_asked_at_any_time)
{
    std::optional<generator_state> inside;
    Generator<int>* self = nullptr;
    Generator<int> g([&](auto& yield) {
        inside = self->state();
        yield(1);
    });
    self = &g;
    BOOST_TEST(g.state() == GEN_CREATED);
    g.next();
    BOOST_TEST(inside.value() == GEN_RUNNING);
    BOOST_TEST(g.state() == GEN_SUSPENDED);
    g.next();
    BOOST_TEST(g.state() == GEN_CLOSED);
}

BOOST_AUTO_TEST_CASE(yield_returns_what_is_sent)
{
    std::vector<std::string> got;
    Generator<int, std::string> g([&](auto& yield) {
        for (int i = 0; i != 3; ++i)
        {
            got.push_back(yield(i));
        }
    });
    BOOST_TEST(g.send(std::nullopt).value() == 0);
    BOOST_TEST(g.send("one").value() == 1);
    std::string const two(100, '2');
    BOOST_TEST(g.send(two).value() == 2);
    BOOST_TEST(!g.send({}));
    BOOST_TEST(got == (std::vector<std::string>{"one", two, ""}));
}

BOOST_AUTO_TEST_CASE(yield_returns_a_default_value_when_nothing_is_sent)
{
    std::vector<std::string> got;
    Generator<int, std::string> g([&](auto& yield) {
        got.push_back(yield(0));
        got.push_back(yield(1));
    });
    g.next();
    g.send("sent once");
    g.next();
    BOOST_TEST(got == (std::vector<std::string>{"sent once", ""}));
}

BOOST_AUTO_TEST_CASE(an_optional_send_tells_nothing_from_something)
{
    std::vector<bool> something;
    Generator<int, std::optional<int>> g([&](auto& yield) {
        for (;;)
        {
            something.push_back(yield(0).has_value());
        }
    });
    std::optional<int> const none;
    g.send(none);  // the same as None, with which it may begin
    g.send(0);
    g.next();
    g.send(std::nullopt);
    g.send(none);
    BOOST_TEST(something == (std::vector<bool>{true, false, false, false}));
}

BOOST_AUTO_TEST_CASE(before_it_has_begun_only_none_can_be_sent)
{
    bool has_begun = false;
    Generator<int, int> g([&](auto& yield) {
        has_begun = true;
        yield(1);
    });
    BOOST_CHECK_EXCEPTION(
        g.send(7),
        TypeError,
        text_is("value: can't send non-None value to a just-started generator"));
    BOOST_TEST(!has_begun);
    BOOST_TEST(g.state() == GEN_CREATED);
    BOOST_TEST(g.send(std::nullopt).value() == 1);
}

BOOST_AUTO_TEST_CASE(what_is_sent_to_a_closed_one_is_dropped)
{
    Generator<int, int> g([](auto& yield) { yield(1); });
    g.close();
    BOOST_TEST(!g.send(7));
    BOOST_TEST(!g.send(std::nullopt));
}

BOOST_AUTO_TEST_CASE(the_value_that_the_body_returns_can_be_asked_for)
{
    Generator<int, void, std::string> g([](auto& yield) {
        yield(1);
        return "the end";
    });
    BOOST_TEST(!g.value());
    g.next();
    BOOST_TEST(!g.value());
    BOOST_TEST(!g.next());
    BOOST_TEST(g.value().value() == "the end");
    BOOST_TEST(g.value().value() == "the end");
    BOOST_TEST(std::move(g).value().value() == "the end");
    BOOST_TEST(!g.value());
}

BOOST_AUTO_TEST_CASE(values_that_can_only_be_moved_go_through_in_all_directions)
{
    using box = std::unique_ptr<int>;
    Generator<box, box, box> g([](auto& yield) {
        box sum = std::make_unique<int>(0);
        for (int i = 1; i != 3; ++i)
        {
            *sum += *yield(std::make_unique<int>(i));
        }
        return sum;
    });
    BOOST_TEST(**g.next() == 1);
    BOOST_TEST(**g.send(std::make_unique<int>(10)) == 2);
    BOOST_TEST(!g.send(std::make_unique<int>(20)));
    BOOST_TEST(**std::move(g).value() == 30);
}

struct counted
{
    counted() = default;
    counted(counted const& other)
        : copies(other.copies + 1)
    {}
    counted(counted&& other) noexcept
        : copies(other.copies)
    {}
    counted& operator=(counted const&) = delete;

    int copies = 0;
};

BOOST_AUTO_TEST_CASE(values_are_moved_and_not_copied)
{
    std::vector<int> copies;
    Generator<counted, counted, counted> g([&](auto& yield) {
        counted lvalue;
        copies.push_back(yield(std::move(lvalue)).copies);
        copies.push_back(yield(lvalue).copies);  // the copy is the body's
        return counted();
    });
    copies.push_back(g.next()->copies);
    copies.push_back(g.send(counted())->copies);
    g.send(counted());
    copies.push_back(std::move(g).value()->copies);
    BOOST_TEST(copies == (std::vector<int>{0, 0, 1, 0, 0}));
}

BOOST_AUTO_TEST_CASE(what_a_body_yields_by_name_stays_its_own)
{
    std::string name = "a long name, which does not fit into the object itself";
    Generator<std::string> g([&](auto& yield) { yield(name); });
    BOOST_TEST(g.next().value() == name);
    BOOST_TEST(name.size() == 54u);
}

BOOST_AUTO_TEST_CASE(the_body_is_any_function_object_called_once)
{
    struct body
    {
        std::unique_ptr<int> value;
        void operator()(yielder<int>& yield) { yield(*value); }
    };
    Generator<int> functor(body{std::make_unique<int>(5)});
    BOOST_TEST(functor.next().value() == 5);

    void (*function)(yielder<int>&) = [](yielder<int>& yield) { yield(6); };
    Generator<int> by_pointer(function);
    BOOST_TEST(by_pointer.next().value() == 6);

    auto const lambda = [](auto& yield) { yield(7); };
    Generator<int> copied(lambda);
    BOOST_TEST(copied.next().value() == 7);
}

Generator<int> count(int from)
{
    return [from](auto& yield) {
        for (int i = from;; ++i)
        {
            yield(i);
        }
    };
}

BOOST_AUTO_TEST_CASE(a_function_returns_its_body)
{
    auto g = count(10);
    BOOST_TEST(g.next().value() == 10);
    BOOST_TEST(g.next().value() == 11);
}

BOOST_AUTO_TEST_CASE(it_moves_while_it_waits)
{
    auto g = count(1);
    g.next();
    Generator<int> moved = std::move(g);
    BOOST_TEST(moved.next().value() == 2);
    BOOST_TEST(g.state() == GEN_CLOSED);
    BOOST_TEST(!g.next());
    g.close();
    BOOST_CHECK_THROW(g.throw_(std::runtime_error("back")), std::runtime_error);

    std::vector<Generator<int>> many;
    for (int i = 0; i != 100; ++i)
    {
        many.push_back(count(i));
        many.back().next();
    }
    for (int i = 0; i != 100; ++i)
    {
        BOOST_TEST(many[std::size_t(i)].next().value() == i + 1);
    }
    swap(many[0], many[1]);
    BOOST_TEST(many[0].next().value() == 3);
}

BOOST_AUTO_TEST_CASE(the_body_is_destroyed_when_it_ends)
{
    auto const alive = std::make_shared<int>();
    Generator<int> g([alive](auto& yield) { yield(1); });
    BOOST_TEST(alive.use_count() == 2);
    g.next();
    BOOST_TEST(alive.use_count() == 2);
    g.next();
    BOOST_TEST(alive.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(an_exception_that_leaves_the_body_arrives_at_the_caller)
{
    auto const alive = std::make_shared<int>();
    Generator<int> g([alive](auto& yield) {
        yield(1);
        throw std::out_of_range("left");
    });
    g.next();
    BOOST_CHECK_EXCEPTION(g.next(), std::out_of_range, text_is("left"));
    BOOST_TEST(g.state() == GEN_CLOSED);
    BOOST_TEST(alive.use_count() == 1);
    BOOST_TEST(!g.next());
}

BOOST_AUTO_TEST_CASE(a_stop_iteration_in_the_body_is_a_runtime_error)
{
    Generator<int> g([](auto&) { throw StopIteration(); });
    BOOST_CHECK_EXCEPTION(g.next(), RuntimeError, text_is("generator raised StopIteration"));
    BOOST_TEST(g.state() == GEN_CLOSED);
}

BOOST_AUTO_TEST_CASE(who_resumes_it_from_its_own_body_gets_a_value_error)
{
    Generator<int, int>* self = nullptr;
    std::vector<std::string> errors;
    auto const note = [&](auto&& call) {
        BOOST_CHECK_EXCEPTION(call(), ValueError, text_is("generator already executing"));
        errors.push_back("seen");
    };
    Generator<int, int> g([&](auto& yield) {
        note([&] { self->next(); });
        note([&] { self->send(1); });
        note([&] { self->throw_(std::runtime_error("x")); });
        note([&] { self->close(); });
        note([&] { self->begin(); });
        yield(1);
    });
    self = &g;
    BOOST_TEST(g.next().value() == 1);
    BOOST_TEST(errors.size() == 5u);
    BOOST_TEST(!g.next());
}

BOOST_AUTO_TEST_CASE(the_size_of_the_stack_can_be_chosen)
{
    auto const deep = [](auto& yield) {
        char volatile much[1024 * 1024];
        much[0] = 1;
        much[sizeof much - 1] = 2;
        yield(much[0] + much[sizeof much - 1]);
    };
    Generator<int> g({.stack_size = 2 * 1024 * 1024}, deep);
    BOOST_TEST(g.next().value() == 3);
    BOOST_CHECK_EXCEPTION(Generator<int>({.stack_size = 100}, deep), ValueError, [](auto& error) {
        std::string const text = error.what();
        return text.find("stack_size") != text.npos && text.find("100") != text.npos;
    });
}

BOOST_AUTO_TEST_CASE(a_body_whose_copy_throws_makes_none)
{
    struct body
    {
        body() = default;
        body(body const&) { throw std::runtime_error("no copy"); }
        void operator()(yielder<int>&) {}
    };
    body const original;
    for (int i = 0; i != 1000; ++i)
    {
        BOOST_CHECK_EXCEPTION(Generator<int>{original}, std::runtime_error, text_is("no copy"));
    }
}

BOOST_AUTO_TEST_CASE(a_value_whose_move_throws_leaves_it_where_it_waits)
{
    struct brittle
    {
        int value;
        explicit brittle(int v)
            : value(v)
        {}
        brittle(brittle&& other)
            : value(other.value)
        {
            if (value == 1)
            {
                throw std::runtime_error("broken");
            }
        }
    };
    Generator<brittle> g([](auto& yield) {
        yield(brittle(1));
        yield(brittle(2));
    });
    BOOST_CHECK_EXCEPTION(g.next(), std::runtime_error, text_is("broken"));
    BOOST_TEST(g.state() == GEN_SUSPENDED);
    BOOST_TEST(g.next()->value == 2);
}

BOOST_AUTO_TEST_CASE(handlers_on_both_sides_keep_their_exceptions)
{
    Generator<int, void, std::string> g([](auto& yield) -> std::string {
        try
        {
            throw std::runtime_error("of the body");
        }
        catch (...)
        {
            yield(1);
            try
            {
                throw;
            }
            catch (std::exception const& error)
            {
                return error.what();
            }
        }
    });
    try
    {
        throw std::runtime_error("of the caller");
    }
    catch (...)
    {
        g.next();
        BOOST_CHECK_EXCEPTION(throw, std::runtime_error, text_is("of the caller"));
        g.next();
    }
    BOOST_TEST(g.value().value() == "of the body");
}

BOOST_AUTO_TEST_CASE(the_yield_of_an_outer_generator_may_be_called_in_an_inner_one)
{
    Generator<int> outer([](auto& out) {
        Generator<int> inner([&](auto& in) {
            out(1);
            in(2);
            out(3);
        });
        out(*inner.next());
        inner.next();
    });
    std::vector<int> all;
    while (auto value = outer.next())
    {
        all.push_back(*value);
    }
    BOOST_TEST(all == (std::vector<int>{1, 2, 3}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
