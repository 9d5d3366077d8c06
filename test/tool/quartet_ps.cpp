// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/gevent/greenlet.hpp>
#include <quartet/gevent/sleep.hpp>

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "support/argument.hpp"
#include "support/inspected_program.hpp"
#include "support/poll_until.hpp"
#include "support/program_run.hpp"
#include "support/send_signal.hpp"

namespace {

using namespace quartet_test;

inspected_program start(std::string const& what)
{
    return inspected_program(argument("inspected"), what);
}

std::vector<std::map<std::string, std::string>> look_at(pid_t pid)
{
    auto const done = inspect("quartet-ps", pid);
    BOOST_TEST(done.returncode == 0);
    BOOST_TEST(done.stderr_ == "");
    return rows_of(done.stdout_);
}

/// "<state> <stack>, awaited by <name>, <name>"
std::string
about(std::vector<std::map<std::string, std::string>> const& rows, std::string const& name)
{
    std::string text;
    for (auto const& each : rows)
    {
        if (each.at("name") == name)
        {
            text += text.empty() ? each.at("state") + ' ' + each.at("stack") : "";
            text += each.at("awaiter").empty() ? "" : ", for " + each.at("awaiter");
        }
    }
    return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(where_each_is_and_who_awaits_it)
{
    auto const program = start("all");
    auto const rows = look_at(program.pid());
    BOOST_TEST(about(rows, "MainGreenlet") == "waits EventLoop.run");
    BOOST_TEST(about(rows, "Task-1") == "waits all, for MainGreenlet");
    BOOST_TEST(
        about(rows, "shared") ==
        "waits sleep -> for_ever -> outer, for waits for a task, for awaits?[2J, for Task-1");
    BOOST_TEST(about(rows, "gets") == "waits Queue.get -> gets, for Task-1");
    BOOST_TEST(about(rows, "locks") == "waits Lock.acquire -> locks, for Task-1");
    BOOST_TEST(about(rows, "in a group") == "waits sleep -> for_ever, for group");
    BOOST_TEST(about(rows, "asleep") == "waits sleep, for awaits a greenlet");
    BOOST_TEST(about(rows, "waits for a task") == "waits Future.wait, for joins, for joins all");
    BOOST_TEST(about(rows, "joins") == "waits Greenlet.join");
    for (auto const& each : rows)
    {
        BOOST_TEST(each.at("thread") == std::to_string(program.pid()));
        BOOST_TEST(each.at("id").starts_with("0x"));
        BOOST_TEST(each.at("awaiter id").empty() == each.at("awaiter").empty());
    }
}

BOOST_AUTO_TEST_CASE(many_of_them_and_a_deep_one)
{
    auto const program = start("many");
    auto const rows = look_at(program.pid());
    BOOST_TEST(
        about(rows, "deep") ==
        "waits sleep -> for_ever -> deep -> deep -> deep -> deep -> ... -> deep -> deep -> deep -> "
        "deep -> deep -> ..., for Task-3, for Task-1");
    BOOST_TEST(std::ranges::count_if(rows, [](auto const& each) {
                   return each.at("stack") == "sleep" && each.at("awaiter") == "joins";
               }) == 2000);
    auto const tree = inspect("quartet-pstree", program.pid());
    BOOST_TEST(tree.returncode == 0);
    BOOST_TEST(tree.stdout_.find("(T) deep") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_loop_that_is_blocked)
{
    auto const program = start("blocks");
    auto const rows = look_at(program.pid());
    BOOST_TEST(about(rows, "Task-1") == "runs blocks");
    BOOST_TEST(about(rows, "other") == "waits sleep -> for_ever");
    BOOST_TEST(about(rows, "next") == "ready for_ever");
}

BOOST_AUTO_TEST_CASE(a_program_that_is_stopped)
{
    auto const program = start("all");
    send_signal(program.pid(), SIGSTOP);
    BOOST_TEST(about(look_at(program.pid()), "gets") == "waits Queue.get -> gets, for Task-1");
}

BOOST_AUTO_TEST_CASE(a_program_without_symbols)
{
    temporary_directory const directory;
    auto const stripped = directory.path() / "stripped";
    subprocess::check_call({"strip", "-o", stripped.string(), argument("inspected").string()});
    inspected_program const program(stripped, "all");
    std::filesystem::remove(stripped);  // as when it was replaced since
    BOOST_TEST(about(look_at(program.pid()), "gets") == "waits Queue.get -> gets, for Task-1");
}

BOOST_AUTO_TEST_CASE(a_forked_child_has_nothing_of_its_parent)
{
    auto const program = start("forks");
    auto const of_parent = look_at(program.pid());
    BOOST_TEST(about(of_parent, "of the parent") == "waits sleep -> for_ever");
    BOOST_TEST(about(of_parent, "also of the parent") == "waits sleep");
    auto const of_child = look_at(std::stoi(program.said()));
    BOOST_REQUIRE(of_child.size() == 1u);
    BOOST_TEST(of_child[0].at("stack") == "sleep -> for_ever -> operator()");
}

BOOST_AUTO_TEST_CASE(a_program_that_goes_on_meanwhile)
{
    auto const program = start("changes");
    for (int i = 0; i != 100; ++i)
    {
        auto const done = inspect(i % 2 == 0 ? "quartet-ps" : "quartet-pstree", program.pid());
        BOOST_TEST(done.returncode == 0);
        BOOST_TEST(done.stdout_.find("Task-1") != std::string::npos);
        if (i % 2 == 0)
        {
            std::set<std::string> workers;
            for (auto const& each : rows_of(done.stdout_))
            {
                if (each.at("awaiter") == "Task-1")
                {
                    workers.insert(each.at("name"));
                    BOOST_TEST(each.at("stack").ends_with("changes_without_end"));
                }
            }
            BOOST_TEST(workers.size() <= 5u);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_program_that_is_killed_meanwhile)
{
    for (int i = 0; i != 20; ++i)
    {
        std::optional<inspected_program> program(start("changes"));
        pid_t const pid = program->pid();
        auto const looks = quartet::gevent::spawn([pid] { return inspect("quartet-ps", pid); });
        quartet::gevent::sleep(0.0005 * i);
        program.reset();
        auto const done = looks.get();
        if (done.returncode != 0)
        {
            BOOST_TEST(done.returncode == 1);
            BOOST_TEST(done.stderr_.starts_with("quartet-ps: "));
            BOOST_TEST(std::ranges::count(done.stderr_, '\n') == 1);
        }
    }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_looked_at)
{
    auto const error_of = [](std::vector<std::string> words, int code) {
        auto const done = inspect("quartet-ps", std::move(words));
        BOOST_TEST(done.returncode == code);
        BOOST_TEST(done.stdout_ == "");
        return done.stderr_;
    };
    BOOST_TEST(
        error_of({"x1"}, 2) == "quartet-ps: PID must be the number of a process, but is 'x1'\n");
    BOOST_TEST(
        error_of({"0"}, 2) == "quartet-ps: PID must be the number of a process, but is '0'\n");
    BOOST_TEST(
        error_of({"-1"}, 2) == "quartet-ps: PID must be the number of a process, but is '-1'\n");
    BOOST_TEST(error_of({"1", "2"}, 2).starts_with("usage: quartet-ps PID\n"));
    BOOST_TEST(error_of({}, 2).starts_with("usage: quartet-ps PID\n"));

    subprocess::Popen const ended({}, {"true"});
    ended.wait();
    std::string const gone = std::to_string(ended.pid());
    BOOST_TEST(error_of({gone}, 1) == "quartet-ps: there is no process " + gone + "\n");

    subprocess::Popen const other({.stdin_ = subprocess::PIPE}, {"cat"});
    poll_until([&] {
        return std::filesystem::read_symlink("/proc/" + std::to_string(other.pid()) + "/exe")
                   .filename() == "cat";
    });
    std::string const without = std::to_string(other.pid());
    BOOST_TEST(
        error_of({without}, 1) == "quartet-ps: process " + without + " has no loop of Quartet\n");
    other.kill();
    other.wait();

    inspected_program const later(argument("other_version"));
    std::string const other_version = error_of({std::to_string(later.pid())}, 1);
    BOOST_TEST(
        other_version.find("of another version (1000, this program knows 1)") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_process_that_may_not_be_read)
{
    if (::geteuid() != 0)
    {
        auto const done = inspect("quartet-ps", 1);  // root's
        BOOST_TEST(done.returncode == 1);
        BOOST_TEST(done.stderr_.find("may not be") != std::string::npos);
        return;
    }
    auto const program = start("all");
    temporary_directory const directory;
    auto const tool = directory.path() / "quartet-ps";
    std::filesystem::permissions(directory.path(), std::filesystem::perms(0755));
    std::filesystem::copy_file(argument("quartet-ps"), tool);
    auto const done = subprocess::run(
        {.capture_output = true},
        {"setpriv",
         "--reuid=65534",
         "--clear-groups",
         tool.string(),
         std::to_string(program.pid())});
    BOOST_TEST(done.returncode == 1);
    BOOST_TEST(done.stdout_ == "");
    BOOST_TEST(
        done.stderr_.find(std::to_string(program.pid()) + " may not be") != std::string::npos);
}
