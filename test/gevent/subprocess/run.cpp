// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/gevent/subprocess/run.hpp>

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <fcntl.h>
#include <string>
#include <unistd.h>
#include <vector>

#include "subprocess_case.hpp"

namespace {

namespace gevent = quartet::gevent;
using namespace gevent::subprocess;
using namespace quartet_test;
using strings = std::vector<std::string>;

BOOST_FIXTURE_TEST_SUITE(running, leaves_no_subprocess)

BOOST_AUTO_TEST_CASE(run_tells_how_the_program_ended)
{
    CompletedProcess const done = run({"sh", "-c", "exit 6"});
    BOOST_TEST((done.args == strings{"sh", "-c", "exit 6"}));
    BOOST_TEST(done.returncode == 6);
    BOOST_TEST(done.stdout_ == "");
    BOOST_TEST(run({"true"}).returncode == 0);
}

BOOST_AUTO_TEST_CASE(run_captures_what_it_is_told_to)
{
    CompletedProcess const both =
        run({.capture_output = true, .shell = true}, "echo out; echo err >&2");
    BOOST_TEST(both.stdout_ == "out\n");
    BOOST_TEST(both.stderr_ == "err\n");
    CompletedProcess const mixed =
        run({.stdout_ = PIPE, .stderr_ = STDOUT, .shell = true}, "echo out; echo err >&2");
    BOOST_TEST(mixed.stdout_ == "out\nerr\n");
    BOOST_TEST(mixed.stderr_ == "");
}

BOOST_AUTO_TEST_CASE(run_gives_the_program_its_input)
{
    BOOST_TEST(run({.input = "b\na\n", .stdout_ = PIPE}, {"sort"}).stdout_ == "a\nb\n");
    BOOST_TEST(run({.input = "", .stdout_ = PIPE}, {"cat"}).stdout_ == "");
}

BOOST_AUTO_TEST_CASE(check_makes_a_bad_exit_code_an_error)
{
    try
    {
        run({.capture_output = true, .check = true},
            {"sh", "-c", "echo out; echo err >&2; exit 3"});
        BOOST_ERROR("no exception");
    }
    catch (CalledProcessError const& error)
    {
        BOOST_TEST(error.returncode() == 3);
        BOOST_TEST(error.cmd().size() == 3u);
        BOOST_TEST(error.output() == "out\n");
        BOOST_TEST(error.stdout_() == "out\n");
        BOOST_TEST(error.stderr_() == "err\n");
    }
    BOOST_TEST(run({.check = true}, {"true"}).returncode == 0);
}

BOOST_AUTO_TEST_CASE(when_the_time_is_over_the_child_is_killed_and_reaped)
{
    try
    {
        run({.stdout_ = PIPE, .timeout = 0.3}, {"sh", "-c", "echo out; exec sleep 3600"});
        BOOST_ERROR("no exception");
    }
    catch (TimeoutExpired const& expired)
    {
        BOOST_TEST(expired.output() == "out\n");
        BOOST_TEST(expired.timeout() == 0.3);
    }
    // That no child is left is for the fixture to say.
}

BOOST_AUTO_TEST_CASE(options_that_exclude_each_other_are_refused)
{
    using quartet::ValueError;
    BOOST_TEST(
        throws_with<ValueError>("input", [] { run({.stdin_ = DEVNULL, .input = "x"}, {"cat"}); }));
    BOOST_TEST(throws_with<ValueError>(
        "capture_output", [] { run({.stdout_ = PIPE, .capture_output = true}, {"true"}); }));
    BOOST_TEST(throws_with<ValueError>(
        "capture_output", [] { run({.stderr_ = STDOUT, .capture_output = true}, {"true"}); }));
    BOOST_TEST(
        throws_with<ValueError>("stdout_", [] { check_output({.stdout_ = PIPE}, {"true"}); }));
    BOOST_TEST(throws_with<ValueError>(
        "capture_output", [] { check_output({.capture_output = true}, {"true"}); }));
}

BOOST_AUTO_TEST_CASE(call_gives_the_exit_code)
{
    BOOST_TEST(call({"false"}) == 1);
    BOOST_TEST(call({.shell = true}, "exit 12") == 12);
    BOOST_CHECK_THROW(call({.timeout = 0.01}, {"sleep", "3600"}), TimeoutExpired);
}

BOOST_AUTO_TEST_CASE(check_call_wants_it_to_be_0)
{
    BOOST_TEST(check_call({"true"}) == 0);
    BOOST_TEST(check_call({.stdout_ = DEVNULL}, {"echo", "x"}) == 0);
    BOOST_CHECK_THROW(check_call({"false"}), CalledProcessError);
}

BOOST_AUTO_TEST_CASE(check_output_gives_what_was_written)
{
    BOOST_TEST(check_output({"echo", "hello"}) == "hello\n");
    BOOST_TEST(check_output({.input = "x"}, {"cat"}) == "x");
    BOOST_CHECK_THROW(check_output({"sh", "-c", "echo x; exit 1"}), CalledProcessError);
}

BOOST_AUTO_TEST_CASE(getoutput_gives_what_a_line_of_the_shell_wrote)
{
    BOOST_TEST(getoutput("echo out; echo err >&2") == "out\nerr");
    BOOST_TEST((getstatusoutput("echo x; echo; exit 4") == std::pair(4, std::string("x\n"))));
    BOOST_TEST((getstatusoutput("kill -9 $$") == std::pair(-SIGKILL, std::string())));
}

BOOST_AUTO_TEST_CASE(a_completed_process_can_be_checked_later)
{
    CompletedProcess done{.args = {"a", "b"}, .returncode = 2};
    BOOST_TEST(throws_with<CalledProcessError>(
        "Command '['a', 'b']' returned non-zero exit status 2.", [&] { done.check_returncode(); }));
    done.args = {"a"};
    done.returncode = -SIGSEGV;
    BOOST_TEST(throws_with<CalledProcessError>(
        "Command 'a' died with SIGSEGV (11).", [&] { done.check_returncode(); }));
    done.returncode = -250;
    BOOST_TEST(throws_with<CalledProcessError>(
        "died with unknown signal 250.", [&] { done.check_returncode(); }));
    done.returncode = 0;
    BOOST_CHECK_NO_THROW(done.check_returncode());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
