// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/multiprocessing.hpp>
#include <quartet/multiprocessing/context.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "support/processes.hpp"

namespace {

namespace mp = quartet::multiprocessing;
using namespace quartet_test;
using quartet::RuntimeError;
using quartet::ValueError;

/// A fixture: the start method is not fixed, before and after.
struct unfixed_start_method : leaves_nothing
{
    unfixed_start_method() { mp::set_start_method(std::nullopt, true); }
    ~unfixed_start_method() { mp::set_start_method(std::nullopt, true); }
};

int square(int x)
{
    return x * x;
}

/// Whether a child came from the fork server: then its parent in the system is not its parent.
void tell_method(int parent, mp::Queue<std::string> queue)
{
    bool const served = ::getppid() != parent;
    auto const fixed = mp::get_start_method(true);
    queue.put((served ? "forkserver " : "other ") + fixed.value_or("none"));
}

BOOST_FIXTURE_TEST_SUITE(context, unfixed_start_method)

BOOST_AUTO_TEST_CASE(the_default_is_the_first_of_all)
{
    std::vector<std::string> const expected{"spawn", "forkserver", "fork"};
    BOOST_TEST(mp::get_all_start_methods() == expected, boost::test_tools::per_element());
    BOOST_TEST(mp::get_start_method() == "spawn");
}

BOOST_AUTO_TEST_CASE(reading_fixes_the_default_unless_none_is_allowed)
{
    BOOST_TEST(!mp::get_start_method(true).has_value());
    BOOST_TEST(!mp::get_start_method(true).has_value());
    BOOST_TEST(mp::get_start_method(false).value() == "spawn");
    BOOST_TEST(mp::get_start_method(true).value() == "spawn");
    BOOST_CHECK_THROW(mp::set_start_method("fork"), RuntimeError);
}

BOOST_AUTO_TEST_CASE(asking_for_the_default_context_fixes_it_and_a_named_one_does_not)
{
    BOOST_TEST(mp::get_context("fork").get_start_method() == "fork");
    BOOST_TEST(!mp::get_start_method(true).has_value());
    BOOST_TEST(mp::get_context().get_start_method() == "spawn");
    BOOST_TEST(mp::get_start_method(true).value() == "spawn");
}

BOOST_AUTO_TEST_CASE(it_is_set_once_unless_it_is_forced)
{
    mp::set_start_method("forkserver");
    BOOST_TEST(mp::get_start_method() == "forkserver");
    BOOST_TEST(mp::get_context().get_start_method() == "forkserver");
    try
    {
        mp::set_start_method("spawn");
        BOOST_ERROR("it was set twice");
    }
    catch (RuntimeError const& error)
    {
        BOOST_TEST(std::string(error.what()).find("has been set already") != std::string::npos);
    }
    BOOST_TEST(mp::get_start_method() == "forkserver");
    mp::set_start_method("fork", true);
    BOOST_TEST(mp::get_start_method() == "fork");
    BOOST_CHECK_THROW(mp::set_start_method(std::nullopt), RuntimeError);
    mp::set_start_method(std::nullopt, true);
    BOOST_TEST(!mp::get_start_method(true).has_value());
    mp::set_start_method("spawn");
}

BOOST_AUTO_TEST_CASE(starting_a_process_fixes_it)
{
    mp::Process p([] {});
    BOOST_TEST(!mp::get_start_method(true).has_value());
    p.start();
    p.join();
    BOOST_TEST(mp::get_start_method(true).value() == "spawn");
}

BOOST_AUTO_TEST_CASE(an_unknown_name_is_named_in_the_error)
{
    auto const names_it = [](auto call) {
        try
        {
            call();
        }
        catch (ValueError const& error)
        {
            return std::string(error.what()).find("'thread'") != std::string::npos;
        }
        return false;
    };
    BOOST_TEST(names_it([] { mp::get_context("thread"); }));
    BOOST_TEST(names_it([] { mp::set_start_method("thread"); }));
    BOOST_TEST(names_it([] { mp::set_start_method("thread", true); }));
    BOOST_CHECK_THROW(mp::get_context(""), ValueError);
    BOOST_CHECK_THROW(mp::get_context("Spawn"), ValueError);
    BOOST_TEST(!mp::get_start_method(true).has_value());
}

BOOST_DATA_TEST_CASE(a_concrete_context_keeps_its_method, start_methods, method)
{
    mp::Context const ctx = mp::get_context(method);
    BOOST_TEST(ctx.get_start_method() == method);
    BOOST_CHECK_THROW(ctx.set_start_method("spawn"), ValueError);
    BOOST_CHECK_THROW(ctx.set_start_method(method, true), ValueError);
    BOOST_TEST(ctx.get_start_method() == method);
}

BOOST_DATA_TEST_CASE(the_programs_method_starts_its_processes, start_methods, method)
{
    mp::set_start_method(method);
    mp::Queue<std::string> queue;
    mp::Process p(tell_method, ::getpid(), queue);
    p.start();
    bool const served = method == "forkserver";
    BOOST_TEST(queue.get() == (served ? "forkserver " : "other ") + method);
    p.join();
}

BOOST_DATA_TEST_CASE(children_inherit_the_method_and_not_the_context, start_methods, method)
{
    mp::Queue<std::string> queue;
    auto p = mp::get_context(method).Process(tell_method, ::getpid(), queue);
    p.start();
    bool const served = method == "forkserver";
    BOOST_TEST(queue.get() == std::string(served ? "forkserver " : "other ") + "none");
    p.join();

    mp::set_start_method("forkserver");
    auto grandparent = mp::get_context(method).Process(
        [](mp::Queue<std::string> q) {
            mp::Process child(tell_method, ::getpid(), q);
            child.start();
            child.join();
        },
        queue);
    grandparent.start();
    BOOST_TEST(queue.get() == "forkserver forkserver");
    grandparent.join();
    BOOST_TEST(grandparent.exitcode().value() == 0);
}

BOOST_DATA_TEST_CASE(children_of_all_methods_start_children_of_all_methods, start_methods, method)
{
    for (std::string const inner : {"spawn", "forkserver", "fork"})
    {
        auto const target = [](std::string how) {
            auto const code = run_process(how, [] { std::exit(good); });
            std::exit(code.value());
        };
        BOOST_TEST_CONTEXT(inner)
        {
            BOOST_TEST(run_process(method, target, inner).value() == good);
        }
    }
}

BOOST_DATA_TEST_CASE(a_context_has_the_names_of_the_module, start_methods, method)
{
    mp::Context const ctx = mp::get_context(method);
    auto queue = ctx.Queue<int>(1);
    queue.put(1);
    BOOST_TEST(queue.full());
    auto joinable = ctx.JoinableQueue<int>();
    joinable.put(1);
    BOOST_TEST(joinable.get() == 1);
    joinable.task_done();
    joinable.join();
    auto simple = ctx.SimpleQueue<int>();
    simple.put(1);
    BOOST_TEST(simple.get() == 1);
    auto [first, second] = ctx.Pipe();
    first.send(1);
    BOOST_TEST(second.recv<int>() == 1);
    auto lock = ctx.Lock();
    BOOST_TEST(lock.acquire());
    auto rlock = ctx.RLock();
    BOOST_TEST((rlock.acquire() && rlock.acquire()));
    BOOST_TEST(ctx.Semaphore(2).get_value() == 2);
    BOOST_TEST(ctx.BoundedSemaphore(3).get_value() == 3);
    BOOST_TEST(!ctx.Event().is_set());
    auto condition = ctx.Condition();
    BOOST_TEST(condition.acquire());
    condition.release();
    rlock.release();
    rlock.release();
    lock.release();
    BOOST_TEST(ctx.Barrier(2).parties() == 2);
    BOOST_TEST(ctx.current_process().name() == "MainProcess");
    BOOST_TEST(!ctx.parent_process().has_value());
    BOOST_TEST(ctx.active_children().empty());
    BOOST_TEST(ctx.cpu_count() == mp::cpu_count());

    auto named = ctx.Process({.name = "named"}, [] { std::exit(good); });
    BOOST_TEST(named.name() == "named");
    named.start();
    named.join();
    BOOST_TEST(named.exitcode().value() == good);
}

BOOST_DATA_TEST_CASE(a_contexts_pool_starts_its_workers_so, start_methods, method)
{
    auto pool = mp::get_context(method).Pool(1);
    BOOST_TEST(pool.apply(square, 3) == 9);
    bool const served = pool.apply([](int parent) { return ::getppid() != parent; }, ::getpid());
    BOOST_TEST(served == (method == "forkserver"));
    pool.close();
    pool.join();
}

BOOST_AUTO_TEST_CASE(objects_of_different_contexts_mix)
{
    auto lock = mp::get_context("fork").Lock();
    auto const target = [](mp::Lock its) {
        its.acquire();
        its.release();
        std::exit(good);
    };
    BOOST_TEST(run_process("spawn", target, lock).value() == good);
    BOOST_TEST(run_process("forkserver", target, lock).value() == good);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
