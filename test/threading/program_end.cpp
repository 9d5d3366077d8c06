// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// What happens to threads when a program ends. The programs are child/ending.cpp.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <string>
#include <vector>

#include "support/argument.hpp"
#include "support/program_run.hpp"
#include "support/sanitizers.hpp"

namespace {

using quartet_test::argument;
using quartet_test::output_to;
using quartet_test::program_run;

program_run::result play(std::string const& scene, std::string const& method = {})
{
    return quartet_test::run({argument("ending").string(), scene, method}, output_to::pipe);
}

bool contains(std::string const& text, std::string const& part)
{
    return text.find(part) != std::string::npos;
}

auto const start_methods =
    boost::unit_test::data::make(std::vector<std::string>{"spawn", "forkserver", "fork"});

BOOST_AUTO_TEST_SUITE(program_end)

BOOST_AUTO_TEST_CASE(a_return_from_main_waits_for_threads_and_keeps_its_exit_code)
{
    auto const seen = play("return_from_main");
    BOOST_TEST(seen.output == "finished\n");
    BOOST_TEST(seen.exit_code == 5);
}

BOOST_AUTO_TEST_CASE(it_waits_for_those_that_start_meanwhile)
{
    auto const seen = play("start_one_at_the_end");
    BOOST_TEST(seen.output == "the last one\n");
    BOOST_TEST(seen.exit_code == 0);
}

BOOST_AUTO_TEST_CASE(so_does_exit_in_main)
{
    auto const seen = play("exit_in_main");
    BOOST_TEST(seen.output == "finished\n");
    BOOST_TEST(seen.exit_code == 3);
}

BOOST_AUTO_TEST_CASE(exit_in_a_thread_waits_for_the_others)
{
    auto const seen = play("exit_in_a_thread");
    BOOST_TEST(seen.output == "finished\n");
    BOOST_TEST(seen.exit_code == 4);
}

BOOST_AUTO_TEST_CASE(threads_end_before_static_objects_that_were_made_after_their_start)
{
    auto const seen = play("young_static_object");
    BOOST_TEST(seen.output == "value\nyoung is destroyed\n");
    BOOST_TEST(seen.exit_code == 0);
}

BOOST_AUTO_TEST_CASE(handlers_of_atexit_run_after_the_threads)
{
    auto const seen = play("handlers_of_atexit");
    BOOST_TEST(seen.output == "finished\nthe handler\n");
    BOOST_TEST(seen.exit_code == 0);
}

BOOST_AUTO_TEST_CASE(daemons_that_never_rest_neither_hold_up_nor_crash_the_exit)
{
    for (int i = 0; i != 50; ++i)
    {
        auto const seen = play("busy_daemons");
        BOOST_TEST(seen.exit_code == 0);
    }
}

BOOST_AUTO_TEST_CASE(a_daemon_that_waits_for_input_does_not_hold_up_the_exit)
{
    auto const seen = play("daemon_that_reads");
    BOOST_TEST(seen.output == "buffered");
    BOOST_TEST(seen.exit_code == 0);
}

BOOST_AUTO_TEST_CASE(beside_a_daemon_the_others_are_waited_for)
{
    auto const seen = play("daemon_and_another");
    BOOST_TEST(seen.output == "finished\n");
    BOOST_TEST(seen.exit_code == 6);
}

BOOST_AUTO_TEST_CASE(a_daemon_may_exit)
{
    auto const seen = play("exit_in_a_daemon");
    BOOST_TEST(seen.output == "");
    BOOST_TEST(seen.exit_code == 7);
}

BOOST_AUTO_TEST_CASE(an_object_that_is_destroyed_while_its_thread_runs_is_told)
{
    auto const seen = play("destroyed_while_it_runs");
    BOOST_TEST(contains(seen.output, "quartet: the object of thread 'unlucky' is destroyed"));
    BOOST_TEST(seen.exit_code == 128 + SIGABRT);
}

BOOST_AUTO_TEST_CASE(a_shared_object_lives_until_its_thread_ends)
{
    auto const seen = play("kept_by_shared_ptr");
    BOOST_TEST(seen.output == "finished\n");
    BOOST_TEST(seen.exit_code == 0);
}

BOOST_AUTO_TEST_CASE(an_exception_that_leaves_a_thread_is_printed_and_the_program_goes_on)
{
    auto const seen = play("throw_in_a_thread");
    BOOST_TEST(contains(seen.output, "Exception in thread thrower:\n"));
    BOOST_TEST(contains(seen.output, "odd_error: what it says\n"));
    BOOST_TEST(seen.output.ends_with("main goes on\n"));
    BOOST_TEST(seen.exit_code == 0);
}

BOOST_AUTO_TEST_CASE(an_exception_that_leaves_main_ends_the_program_at_once)
{
    auto const seen = play("throw_in_main");
    BOOST_TEST(contains(seen.output, "nobody catches this"));
    BOOST_TEST(seen.exit_code == 128 + SIGABRT);
}

BOOST_DATA_TEST_CASE(a_child_process_waits_for_its_threads_too, start_methods, method)
{
    auto const seen = play("in_a_child", method);
    BOOST_TEST(seen.output == "finished\nexit code 0\n");
    BOOST_TEST(seen.exit_code == 0);
}

BOOST_AUTO_TEST_CASE(
    after_a_fork_the_forking_thread_is_the_only_one,
    *boost::unit_test::enable_if<quartet_test::children_have_threads>())
{
    auto const seen = play("fork_in_main");
    BOOST_TEST(seen.output == "main, same, 1\na new one\n");
    BOOST_TEST(seen.exit_code == 0);
}

BOOST_AUTO_TEST_CASE(
    after_a_fork_in_a_thread_it_is_the_main_thread,
    *boost::unit_test::enable_if<quartet_test::children_have_threads>())
{
    auto const seen = play("fork_in_a_thread");
    BOOST_TEST(seen.output == "main, same, 1\na new one\n");
    BOOST_TEST(seen.exit_code == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
