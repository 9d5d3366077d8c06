// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "../../src/multiprocessing/barrier_state.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <memory>

namespace {

namespace mp = quartet::multiprocessing;

BOOST_AUTO_TEST_SUITE(barrier_state)

using state = mp::detail::barrier_state;
using arrival = state::arrival;
using outcome = state::outcome;
using identity = quartet::detail::process_identity;

identity const a(1001, 1);
identity const b(1002, 1);
identity const c(1003, 1);

bool nobody(identity)
{
    return false;
}

auto dead(identity who)
{
    return [who](identity process) { return process == who; };
}

struct barrier_of
{
    explicit barrier_of(int parties)
        : memory(std::calloc(1, state::size(parties)), &std::free)
        , barrier(*new (memory.get()) state(parties))
    {}
    std::unique_ptr<void, decltype(&std::free)> memory;
    state& barrier;
};

BOOST_AUTO_TEST_CASE(the_last_to_arrive_lets_all_pass)
{
    barrier_of t(3);
    auto const first = t.barrier.arrive(a, nobody);
    auto const second = t.barrier.arrive(b, nobody);
    BOOST_TEST(t.barrier.arrived() == 2);
    auto const last = t.barrier.arrive(c, nobody);
    BOOST_TEST((first.how == arrival::waits && second.how == arrival::waits));
    BOOST_TEST((last.how == arrival::last));
    BOOST_TEST((first.index == 0 && second.index == 1 && last.index == 2));
    BOOST_TEST((t.barrier.look(first.entry) == outcome::waiting));
    t.barrier.finish(last.entry);
    for (auto const& each : {first, second, last})
    {
        BOOST_TEST((t.barrier.look(each.entry) == outcome::passed));
        t.barrier.leave(each.entry);
    }
    BOOST_TEST(t.barrier.arrived() == 0);
}

BOOST_AUTO_TEST_CASE(a_party_that_wakes_late_learns_how_its_generation_ended)
{
    barrier_of t(2);
    auto const late = t.barrier.arrive(a, nobody);
    t.barrier.finish(t.barrier.arrive(b, nobody).entry);
    // Two generations break meanwhile.
    auto const other = t.barrier.arrive(b, nobody);
    t.barrier.fail(other.entry);
    t.barrier.reset();
    t.barrier.arrive(b, nobody);
    t.barrier.abort();
    BOOST_TEST((t.barrier.look(late.entry) == outcome::passed));
    BOOST_TEST((t.barrier.look(other.entry) == outcome::broken));
}

BOOST_AUTO_TEST_CASE(while_the_action_runs_nobody_enters)
{
    barrier_of t(1);
    auto const acting = t.barrier.arrive(a, nobody);
    BOOST_TEST((acting.how == arrival::last));
    BOOST_TEST((t.barrier.arrive(b, nobody).how == arrival::too_soon));
    t.barrier.finish(acting.entry);
    BOOST_TEST((t.barrier.arrive(b, nobody).how == arrival::last));
}

BOOST_AUTO_TEST_CASE(a_broken_barrier_admits_nobody_until_reset)
{
    barrier_of t(2);
    auto const waiting = t.barrier.arrive(a, nobody);
    t.barrier.abort();
    BOOST_TEST(t.barrier.broken());
    BOOST_TEST((t.barrier.look(waiting.entry) == outcome::broken));
    BOOST_TEST((t.barrier.arrive(b, nobody).how == arrival::broken));
    t.barrier.reset();
    BOOST_TEST((t.barrier.look(waiting.entry) == outcome::broken));
    BOOST_TEST((t.barrier.arrive(b, nobody).how == arrival::waits));
}

BOOST_AUTO_TEST_CASE(reset_breaks_it_for_those_who_wait_only)
{
    barrier_of t(2);
    t.barrier.reset();
    auto const waiting = t.barrier.arrive(a, nobody);
    t.barrier.reset();
    BOOST_TEST(!t.barrier.broken());
    BOOST_TEST((t.barrier.look(waiting.entry) == outcome::broken));
    BOOST_TEST(t.barrier.arrived() == 0);
}

BOOST_AUTO_TEST_CASE(an_action_that_ends_after_a_reset_lets_nobody_pass)
{
    barrier_of t(2);
    auto const waiting = t.barrier.arrive(a, nobody);
    auto const acting = t.barrier.arrive(b, nobody);
    t.barrier.reset();
    auto const next = t.barrier.arrive(a, nobody);
    t.barrier.finish(acting.entry);
    BOOST_TEST((t.barrier.look(waiting.entry) == outcome::broken));
    BOOST_TEST((t.barrier.look(acting.entry) == outcome::broken));
    BOOST_TEST((t.barrier.look(next.entry) == outcome::waiting));
}

BOOST_AUTO_TEST_CASE(a_dead_party_breaks_it)
{
    barrier_of t(3);
    t.barrier.arrive(a, nobody);
    auto const waiting = t.barrier.arrive(b, nobody);
    BOOST_TEST(!t.barrier.bury(nobody));
    BOOST_TEST(t.barrier.bury(dead(a)));
    BOOST_TEST(t.barrier.broken());
    BOOST_TEST((t.barrier.look(waiting.entry) == outcome::broken));
    BOOST_TEST(!t.barrier.bury(dead(a)));
}

BOOST_AUTO_TEST_CASE(the_last_to_arrive_does_not_pass_with_the_dead)
{
    barrier_of t(2);
    t.barrier.arrive(a, nobody);
    BOOST_TEST((t.barrier.arrive(b, dead(a)).how == arrival::broken));
}

BOOST_AUTO_TEST_CASE(the_dead_of_a_generation_before_do_not_break_this_one)
{
    barrier_of t(2);
    t.barrier.arrive(a, nobody);
    auto const last = t.barrier.arrive(b, nobody);
    t.barrier.finish(last.entry);
    t.barrier.leave(last.entry);
    auto const waiting = t.barrier.arrive(b, nobody);
    BOOST_TEST(!t.barrier.bury(dead(a)));
    BOOST_TEST((t.barrier.look(waiting.entry) == outcome::waiting));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
