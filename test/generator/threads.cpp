// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/generator/generator.hpp>
#include <quartet/generator/yield_from.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <latch>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>

#include "events.hpp"
#include "support/peer_thread.hpp"

namespace {

using namespace quartet;
using namespace quartet_test;

/// What another thread gets.
template <class Error, class Call>
std::string error_elsewhere(Call call)
{
    std::string text = "none";
    in_another_thread([&] {
        try
        {
            call();
        }
        catch (Error const& error)
        {
            text = error.what();
        }
        return true;
    });
    return text;
}

std::string const not_here =
    "a generator that has begun belongs to its thread; this is another one";

BOOST_AUTO_TEST_SUITE(threads)

BOOST_AUTO_TEST_CASE(one_that_has_not_begun_may_begin_in_any_thread)
{
    Generator<int> g([](auto& yield) {
        yield(1);
        yield(2);
    });
    int sum = 0;
    in_another_thread([&] {
        while (auto value = g.next())
        {
            sum += *value;
        }
        return true;
    });
    BOOST_TEST(sum == 3);
    BOOST_TEST(g.state() == GEN_CLOSED);
    BOOST_TEST(!g.next());
}

BOOST_AUTO_TEST_CASE(one_that_has_begun_is_refused_elsewhere)
{
    Generator<int, int> g([](auto& yield) {
        yield(1);
        yield(2);
    });
    g.next();
    BOOST_TEST(error_elsewhere<RuntimeError>([&] { g.next(); }) == not_here);
    BOOST_TEST(error_elsewhere<RuntimeError>([&] { g.send(1); }) == not_here);
    BOOST_TEST(error_elsewhere<RuntimeError>([&] { g.throw_(1); }) == not_here);
    BOOST_TEST(error_elsewhere<RuntimeError>([&] { g.close(); }) == not_here);
    BOOST_TEST(g.next().value() == 2);
}

BOOST_AUTO_TEST_CASE(so_is_one_in_a_chain_and_one_to_delegate_to)
{
    Generator<int> inner([](auto& yield) {
        yield(1);
        yield(2);
    });
    Generator<int> outer([&](auto& yield) { yield_from(yield, inner); });
    outer.next();
    BOOST_TEST(error_elsewhere<RuntimeError>([&] { inner.next(); }) == not_here);
    BOOST_TEST(error_elsewhere<RuntimeError>([&] {
                   Generator<int> there([&](auto& yield) { yield_from(yield, inner); });
                   there.next();
               }) == not_here);
    BOOST_TEST(outer.next().value() == 2);
}

BOOST_AUTO_TEST_CASE(a_closed_one_can_be_asked_elsewhere)
{
    Generator<int, void, int> g([](auto& yield) {
        yield(1);
        return 7;
    });
    g.next();
    g.next();
    BOOST_TEST(in_another_thread([&] {
        g.close();
        return !g.next() && g.value() == 7;
    }));
}

BOOST_AUTO_TEST_CASE(one_that_runs_elsewhere_is_already_executing)
{
    std::latch runs(1);
    std::latch may_end(1);
    Generator<int> g([&](auto& yield) {
        runs.count_down();
        may_end.wait();
        yield(1);
    });
    std::optional<int> value;
    std::thread other([&] { value = g.next(); });
    runs.wait();
    BOOST_TEST(g.state() == GEN_RUNNING);
    auto const executing = text_is("generator already executing");
    BOOST_CHECK_EXCEPTION(g.next(), ValueError, executing);
    BOOST_CHECK_EXCEPTION(g.throw_(1), ValueError, executing);
    BOOST_CHECK_EXCEPTION(g.close(), ValueError, executing);
    may_end.count_down();
    other.join();
    BOOST_TEST(value.value() == 1);
    BOOST_CHECK_EXCEPTION(g.next(), RuntimeError, text_is(not_here));
}

BOOST_AUTO_TEST_CASE(of_two_threads_that_begin_it_one_does)
{
    for (int i = 0; i != 300; ++i)
    {
        std::atomic<int> begun{0};
        std::atomic<int> values{0};
        std::atomic<int> refused{0};
        std::atomic<int> ready{0};
        Generator<int> g([&](auto& yield) {
            ++begun;
            yield(1);
        });
        auto const race = [&] {
            ++ready;
            while (ready != 2)
            {}
            try
            {
                values += g.next().value();
            }
            catch (std::exception const&)  // it runs, or belongs to the other one
            {
                ++refused;
            }
            return true;
        };
        {
            peer_thread one(race);
            peer_thread other(race);
        }
        BOOST_TEST(begun == 1);
        BOOST_TEST(values == 1);
        BOOST_TEST(refused == 1);
    }
}

BOOST_AUTO_TEST_CASE(of_one_that_begins_it_and_one_that_delegates_to_it_one_does)
{
    for (int i = 0; i != 300; ++i)
    {
        std::atomic<int> begun{0};
        std::atomic<int> values{0};
        std::atomic<int> refused{0};
        std::atomic<int> ready{0};
        Generator<int> inner([&](auto& yield) {
            ++begun;
            yield(1);
        });
        auto const race = [&](auto&& next) {
            ++ready;
            while (ready != 2)
            {}
            try
            {
                values += next().value();
            }
            catch (std::exception const&)
            {
                ++refused;
            }
            return true;
        };
        Generator<int> outer([&](auto& yield) { yield_from(yield, inner); });
        {
            peer_thread one([&] { return race([&] { return inner.next(); }); });
            peer_thread other([&] { return race([&] { return outer.next(); }); });
        }
        BOOST_TEST(begun == 1);
        BOOST_TEST(values == 1);
        BOOST_TEST(refused == 1);
    }
}

BOOST_AUTO_TEST_CASE(destruction_elsewhere_unwinds_it_there)
{
    std::thread::id unwound_by;
    struct probe
    {
        std::thread::id& by;
        ~probe() { by = std::this_thread::get_id(); }
    };
    std::optional<Generator<int>> g;
    g.emplace([&](auto& yield) {
        probe const local{unwound_by};
        yield(1);
    });
    g->next();
    std::thread other([&] { g.reset(); });
    auto const id = other.get_id();
    other.join();
    BOOST_TEST((unwound_by == id));
}

BOOST_AUTO_TEST_CASE(a_chain_is_unwound_elsewhere_as_a_whole)
{
    events all;
    std::optional<Generator<int>> g;
    g.emplace([&](auto& yield) {
        guard const outer(all, "outer");
        yield_from(yield, Generator<int>([&](auto& out) {
                       guard const inner(all, "inner");
                       try
                       {
                           out(1);
                       }
                       catch (GeneratorExit const&)
                       {
                           errno = EDOM;
                           all.push_back("exit");
                           throw;
                       }
                   }));
    });
    g->next();
    in_another_thread([&] {
        g.reset();
        return true;
    });
    BOOST_TEST(all == (events{"exit", "~inner", "~outer"}));
}

BOOST_AUTO_TEST_CASE(generators_come_and_go_in_many_threads)
{
    std::vector<std::unique_ptr<peer_thread>> threads;
    for (int t = 0; t != 4; ++t)
    {
        threads.push_back(std::make_unique<peer_thread>([] {
            int sum = 0;
            for (int i = 0; i != 300; ++i)
            {
                Generator<int> g([i](auto& yield) {
                    yield(i);
                    yield(i);
                });
                sum += *g.next();
            }
            return sum == 300 * 299 / 2;
        }));
    }
    for (auto& each : threads)
    {
        BOOST_TEST(each->result());
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
