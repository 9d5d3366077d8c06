// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/gevent/subprocess/popen.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <sys/resource.h>
#include <thread>
#include <vector>

#include "subprocess_case.hpp"

namespace {

namespace gevent = quartet::gevent;
using namespace gevent::subprocess;
using namespace quartet_test;
using strings = std::vector<std::string>;

BOOST_FIXTURE_TEST_SUITE(popen, leaves_no_subprocess)

BOOST_AUTO_TEST_CASE(wait_gives_the_exit_code)
{
    Popen const good({"true"});
    BOOST_TEST(good.wait() == 0);
    Popen const bad({"sh", "-c", "exit 7"});
    BOOST_TEST(bad.wait() == 7);
    BOOST_TEST(bad.wait() == 7);
    BOOST_TEST(bad.poll().value() == 7);
}

BOOST_AUTO_TEST_CASE(a_command_is_a_list_or_a_vector_or_a_string)
{
    strings const words{"sh", "-c", "exit 3"};
    BOOST_TEST(Popen(words).wait() == 3);
    BOOST_TEST(Popen(words).args() == words);
    BOOST_TEST(Popen("true").wait() == 0);
    BOOST_TEST(Popen(std::string("true")).wait() == 0);
    BOOST_TEST((Popen({"true"}).args() == strings{"true"}));
    BOOST_TEST(Popen({.shell = true}, "exit 4").wait() == 4);
    BOOST_TEST(Popen({}, {"false"}).wait() == 1);
}

BOOST_AUTO_TEST_CASE(the_exit_code_of_one_that_a_signal_ended_is_minus_its_number)
{
    Popen const sleeper({"sleep", "3600"});
    BOOST_TEST(!sleeper.poll().has_value());
    sleeper.terminate();
    BOOST_TEST(sleeper.wait() == -SIGTERM);
    Popen const other({"sleep", "3600"});
    other.kill();
    BOOST_TEST(other.wait() == -SIGKILL);
    Popen const third({"sleep", "3600"});
    third.send_signal(SIGINT);
    BOOST_TEST(third.wait() == -SIGINT);
}

BOOST_AUTO_TEST_CASE(returncode_is_what_was_seen_last)
{
    Popen const child({.stdout_ = PIPE}, {"true"});
    BOOST_TEST(!child.returncode().has_value());
    BOOST_TEST(child.stdout_().read() == "");
    poll_until([&] { return child.poll().has_value(); });
    BOOST_TEST(child.returncode().value() == 0);
}

BOOST_AUTO_TEST_CASE(waiting_ends_with_timeout_expired_when_the_time_is_over)
{
    Popen const child({"sleep", "3600"});
    BOOST_CHECK_THROW(child.wait(0), TimeoutExpired);
    BOOST_CHECK_THROW(child.wait(-1), TimeoutExpired);
    try
    {
        child.wait(0.01);
        BOOST_ERROR("no exception");
    }
    catch (TimeoutExpired const& expired)
    {
        BOOST_TEST(expired.timeout() == 0.01);
        BOOST_TEST(expired.cmd() == child.args());
        BOOST_TEST(expired.what() == "Command '['sleep', '3600']' timed out after 0.01 seconds");
    }
    BOOST_TEST(!child.poll().has_value());
    child.kill();
    child.wait();
}

BOOST_AUTO_TEST_CASE(a_signal_to_one_that_has_ended_is_sent_to_nobody)
{
    Popen const child({"true"});
    child.wait();
    child.kill();
    BOOST_TEST(child.returncode().value() == 0);
}

BOOST_AUTO_TEST_CASE(a_bad_signal_is_an_error)
{
    Popen const child({"sleep", "3600"});
    BOOST_TEST(throws_with<quartet::OSError>("signal 4711", [&] { child.send_signal(4711); }));
    child.kill();
    child.wait();
}

BOOST_AUTO_TEST_CASE(a_program_that_is_not_there_is_named_and_nothing_is_left)
{
    using quartet::FileNotFoundError;
    BOOST_TEST(throws_with<FileNotFoundError>("no-such-program", [] {
        Popen({.stdin_ = PIPE, .stdout_ = PIPE, .stderr_ = PIPE}, {"no-such-program", "x"});
    }));
    BOOST_TEST(throws_with<FileNotFoundError>("/no/such", [] { Popen({"/no/such"}); }));
    BOOST_CHECK_THROW(Popen({""}), FileNotFoundError);
    BOOST_TEST(throws_with<FileNotFoundError>(
        "no-such-program", [] { Popen({.executable = "no-such-program"}, {"true"}); }));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_executed_is_named_and_nothing_is_left)
{
    auto const file = std::filesystem::temp_directory_path() /
                      ("quartet_not_executable_" + std::to_string(::getpid()));
    std::ofstream(file) << "nothing that can be executed";
    auto const start = [&] { Popen({.stdout_ = PIPE}, {file.string()}); };
    BOOST_TEST(throws_with<quartet::OSError>(file.string() + ": Permission denied", start));
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    BOOST_TEST(throws_with<quartet::OSError>(file.string() + ": Exec format error", start));
    std::filesystem::remove(file);
    BOOST_TEST(throws_with<quartet::OSError>("Permission denied", [] { Popen({"/etc"}); }));
    BOOST_TEST(throws_with<quartet::OSError>("Not a directory", [] { Popen({"/bin/sh/x"}); }));
}

BOOST_AUTO_TEST_CASE(without_descriptors_enough_nothing_is_started_and_nothing_is_left)
{
    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    auto const used = static_cast<rlim_t>(count_descriptors()) - 1;  // without that of the listing
    std::optional<Popen> child;
    int failures = 0;
    for (rlim_t more = 0; !child; ++more)
    {
        rlimit const few{used + more, before.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &few);
        try
        {
            child.emplace(
                PopenOptions{.stdin_ = PIPE, .stdout_ = PIPE, .stderr_ = PIPE, .cwd = "/"}, "cat");
        }
        catch (quartet::OSError const& error)
        {
            BOOST_TEST(error.code().value() == EMFILE);
            ++failures;
        }
        ::setrlimit(RLIMIT_NOFILE, &before);
        BOOST_TEST(child_processes().size() == children_before + child.has_value());
        BOOST_TEST((child || count_descriptors() == descriptors_before));
    }
    BOOST_TEST(failures >= 7);
    child->communicate();
}

BOOST_AUTO_TEST_CASE(what_cannot_be_meant_is_refused)
{
    using quartet::ValueError;
    BOOST_TEST(throws_with<ValueError>("args", [] { Popen(strings{}); }));
    BOOST_TEST(throws_with<ValueError>("args", [] { Popen({"true", std::string("a\0b", 3)}); }));
    BOOST_TEST(
        throws_with<ValueError>("cwd", [] { Popen({.cwd = std::string("/\0", 2)}, {"true"}); }));
    using variables = std::map<std::string, std::string>;
    BOOST_TEST(throws_with<ValueError>("env: 'a=b'", [] {
        Popen({.env = variables{{"a=b", "c"}}}, {"true"});
    }));
    BOOST_TEST(throws_with<ValueError>("stdin_", [] { Popen({.stdin_ = STDOUT}, {"true"}); }));
    BOOST_TEST(throws_with<ValueError>("stdout_", [] { Popen({.stdout_ = STDOUT}, {"true"}); }));
    BOOST_TEST(throws_with<ValueError>(
        "stderr_: descriptor -4", [] { Popen({.stderr_ = -4}, {"true"}); }));
    BOOST_TEST(throws_with<quartet::OSError>(
        "stdout_: descriptor 4711", [] { Popen({.stdin_ = PIPE, .stdout_ = 4711}, {"true"}); }));
    BOOST_TEST(throws_with<quartet::OSError>(
        "pass_fds: descriptor 4711", [] { Popen({.pass_fds = {4711}}, {"true"}); }));
    BOOST_TEST(throws_with<ValueError>("pass_fds", [] { Popen({.pass_fds = {-1}}, {"true"}); }));
}

BOOST_AUTO_TEST_CASE(a_stream_that_is_no_pipe_has_none)
{
    Popen const child({"true"});
    BOOST_TEST(throws_with<quartet::ValueError>("stdin_", [&] { child.stdin_(); }));
    BOOST_TEST(throws_with<quartet::ValueError>("stdout_", [&] { child.stdout_(); }));
    BOOST_TEST(throws_with<quartet::ValueError>("stderr_", [&] { child.stderr_(); }));
    child.wait();
}

BOOST_AUTO_TEST_CASE(copies_are_the_same_child)
{
    std::optional<Popen> child(Popen({.stdout_ = PIPE}, {"cat", "/dev/null"}));
    Popen const copy = *child;
    child.reset();
    BOOST_TEST(copy.stdout_().read() == "");
    BOOST_TEST(copy.wait() == 0);
}

BOOST_AUTO_TEST_CASE(a_child_whose_popen_is_gone_goes_on_and_is_reaped_later)
{
    std::optional<Popen> child(Popen({.stdin_ = PIPE, .stdout_ = PIPE}, {"cat"}));
    pid_t const pid = child->pid();
    pipe_writer const in = child->stdin_();
    pipe_reader const out = child->stdout_();
    child.reset();
    in.write("it goes on\n");
    BOOST_TEST(out.readline() == "it goes on\n");
    in.close();
    BOOST_TEST(out.read() == "");
    poll_until([&] {
        call({"true"});
        return !exists(pid);
    });
}

BOOST_AUTO_TEST_CASE(the_pipes_are_closed_with_the_last_popen)
{
    std::optional<Popen> child(Popen({.stdin_ = PIPE}, {"cat"}));
    pid_t const pid = child->pid();
    child.reset();  // so that cat comes to the end of its input
    poll_until([&] {
        call({"true"});
        return !exists(pid);
    });
}

BOOST_AUTO_TEST_CASE(an_exit_code_that_nobody_can_know_is_0)
{
    auto const before = std::signal(SIGCHLD, SIG_IGN);
    BOOST_TEST(Popen({"false"}).wait() == 0);
    for (int i = 0; i != 20; ++i)
    {
        BOOST_TEST(Popen({"true"}).wait() == 0);
    }
    std::signal(SIGCHLD, before);
    Popen const child({"false"});
    int status = 0;
    BOOST_TEST(::waitpid(child.pid(), &status, 0) == child.pid());
    BOOST_TEST(child.wait() == 0);
}

BOOST_AUTO_TEST_CASE(in_a_forked_child_the_popen_is_the_parents)
{
    std::optional<Popen> child(Popen({"sleep", "3600"}));
    forked_peer peer([&] {
        child.reset();
        return call({"true"}) == 0;
    });
    BOOST_TEST(peer.wait() == 0);
    BOOST_TEST(!child->poll().has_value());
    child->kill();
    BOOST_TEST(child->wait() == -SIGKILL);
}

BOOST_AUTO_TEST_CASE(several_threads_wait_for_one_child)
{
    Popen const child({.stdin_ = PIPE}, {"sh", "-c", "read line; exit 5"});
    std::vector<int> codes(4);
    std::vector<std::thread> threads;
    for (int& code : codes)
    {
        threads.emplace_back([&] { code = child.wait(); });
    }
    child.stdin_().close();
    for (auto& thread : threads)
    {
        thread.join();
    }
    BOOST_TEST(codes == std::vector<int>(4, 5));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
