// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// What is left of a program and its children, however it ends. The programs are child/family.cpp.
#include <quartet/multiprocessing.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <string>
#include <sys/stat.h>
#include <thread>
#include <vector>

#include "support/argument.hpp"
#include "support/poll_until.hpp"
#include "support/processes.hpp"
#include "support/program_tree.hpp"

namespace {

using namespace quartet_test;

std::vector<std::string> scene(std::string name, std::string method)
{
    return {argument("family").string(), std::move(name), std::move(method)};
}

bool contains(std::string const& text, std::string const& part)
{
    return text.find(part) != std::string::npos;
}

std::vector<std::string> sorted_lines(std::string const& text)
{
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin < text.size();)
    {
        std::size_t const end = std::min(text.find('\n', begin), text.size());
        lines.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    std::ranges::sort(lines);
    return lines;
}

/// Nobody and nothing of it is left.
void check_gone(program_tree& tree)
{
    tree.wait_for_all();
    BOOST_TEST(tree.names().size() == 0);
}

BOOST_AUTO_TEST_SUITE(lifecycle)

// --- programs that end by themselves --------------------------------------------------------------

BOOST_DATA_TEST_CASE(at_a_return_daemons_end_and_the_others_are_joined, start_methods, method)
{
    program_tree tree(scene("return_from_main", method));
    BOOST_TEST(tree.rest() == "finished\n");
    BOOST_TEST(tree.wait() == 0);
    check_gone(tree);
}

BOOST_DATA_TEST_CASE(at_exit_daemons_end_and_the_others_are_joined, start_methods, method)
{
    program_tree tree(scene("exit_in_main", method));
    BOOST_TEST(tree.rest() == "finished\n");
    BOOST_TEST(tree.wait() == 3);
    check_gone(tree);
}

BOOST_DATA_TEST_CASE(so_they_are_at_an_exit_in_a_thread, start_methods, method)
{
    program_tree tree(scene("exit_in_a_thread", method));
    BOOST_TEST(tree.rest() == "finished\n");
    BOOST_TEST(tree.wait() == 4);
    check_gone(tree);
}

BOOST_DATA_TEST_CASE(so_they_are_at_an_exception_that_nobody_caught, start_methods, method)
{
    program_tree tree(scene("throw_in_main", method));
    std::string const output = tree.rest();
    BOOST_TEST(contains(output, "finished\n"));
    BOOST_TEST(contains(output, "nobody catches this"));
    BOOST_TEST(tree.wait() == -SIGABRT);
    check_gone(tree);
}

BOOST_DATA_TEST_CASE(daemons_that_ignore_sigterm_do_not_hold_up_the_exit, start_methods, method)
{
    program_tree tree(scene("stubborn_daemons", method));
    BOOST_TEST(tree.rest() == "");
    BOOST_TEST(tree.wait() == 0);
    check_gone(tree);
}

// --- programs that are killed ---------------------------------------------------------------------

BOOST_DATA_TEST_CASE(when_the_parent_is_killed_everybody_goes, start_methods, method)
{
    program_tree tree(scene("tree", method));
    BOOST_TEST(tree.line() == "ready");
    BOOST_TEST(tree.living().size() >= 8);
    BOOST_TEST(!tree.names().empty());
    tree.signal(SIGKILL);
    BOOST_TEST(tree.rest() == "");
    BOOST_TEST(tree.wait() == -SIGKILL);
    check_gone(tree);
}

BOOST_DATA_TEST_CASE(the_parents_main_thread_is_not_the_parent, start_methods, method)
{
    program_tree tree(scene("tree", method));
    BOOST_TEST(tree.line() == "ready");
    tree.signal(SIGTERM);
    BOOST_TEST(tree.rest() == "");
    BOOST_TEST(tree.wait() == -SIGTERM);
    check_gone(tree);
}

BOOST_DATA_TEST_CASE(when_all_are_killed_at_once_the_next_program_sweeps, start_methods, method)
{
    program_tree tree(scene("tree", method));
    BOOST_TEST(tree.line() == "ready");
    tree.signal_all(SIGSTOP);  // so that none clears away what another leaves
    for (auto members = tree.living(); !members.empty(); members = tree.living())
    {
        tree.signal_all(SIGKILL);
    }
    tree.wait();
    BOOST_TEST(!tree.names().empty());
    program_tree next(scene("return_from_main", method));
    BOOST_TEST(next.rest() == "finished\n");
    check_gone(next);
    check_gone(tree);
}

BOOST_DATA_TEST_CASE(killed_at_any_moment_of_a_start_nobody_stays, start_methods, method)
{
    std::minstd_rand random(7);
    for (int round = 0; round != 20; ++round)
    {
        program_tree tree(scene("starter", method));
        BOOST_TEST(tree.line() == "ready");
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 30'000));
        tree.signal(SIGKILL);
        BOOST_TEST(tree.rest() == "");
        tree.wait();
        check_gone(tree);
    }
}

BOOST_DATA_TEST_CASE(objects_in_shared_memory_are_the_users_alone, start_methods, method)
{
    program_tree tree(scene("tree", method));
    BOOST_TEST(tree.line() == "ready");
    auto const names = tree.names();
    BOOST_TEST(!names.empty());
    for (auto const& name : names)
    {
        struct stat status
        {};
        BOOST_TEST(::stat(name.c_str(), &status) == 0);
        BOOST_TEST((status.st_mode & 0777) == 0600u, name);
    }
}

BOOST_DATA_TEST_CASE(ctrl_c_in_a_map_is_the_end_of_it, start_methods, method)
{
    program_tree tree(scene("map_that_stays", method));
    BOOST_TEST(tree.line() == "ready");
    tree.signal_all(SIGINT);
    BOOST_TEST(sorted_lines(tree.rest()).size() <= 5);
    BOOST_TEST(tree.wait() == -SIGINT);
    check_gone(tree);
}

// --- odd programs ---------------------------------------------------------------------------------

BOOST_DATA_TEST_CASE(an_exception_that_nobody_caught_is_printed, start_methods, method)
{
    program_tree tree(scene("uncaught", method));
    std::string const output = tree.rest();
    BOOST_TEST(contains(output, "Process thrower:\n"));
    BOOST_TEST(contains(output, "odd_error: what it says\n"));
    BOOST_TEST(contains(output, "exit code 1\n"));
    BOOST_TEST(tree.wait() == 0);
    check_gone(tree);
}

BOOST_DATA_TEST_CASE(a_program_without_standard_streams_has_children, start_methods, method)
{
    program_tree tree(scene("without_standard_streams", method));
    BOOST_TEST(tree.rest() == "good\n");
    BOOST_TEST(tree.wait() == 0);
    check_gone(tree);
}

BOOST_DATA_TEST_CASE(a_child_runs_its_exit_handlers_and_not_its_parents, start_methods, method)
{
    program_tree tree(scene("exit_handlers", method));
    std::vector<std::string> const expected{
        " and 5",
        "child's own handler",
        "from the child",
        "from the parent",
        "handler of MainProcess"};
    std::string output = tree.rest();
    // Not ended by the child, so the parent goes on in the same line.
    if (auto const at = output.find("from the child "); at != std::string::npos)
    {
        output.insert(at + 14, "\n");
    }
    BOOST_TEST(sorted_lines(output) == expected, boost::test_tools::per_element());
    BOOST_TEST(tree.wait() == 0);
    check_gone(tree);
}

BOOST_DATA_TEST_CASE(a_fork_by_somebody_else_ends_nothing_of_ours, start_methods, method)
{
    program_tree tree(scene("stranger", method));
    BOOST_TEST(tree.rest() == "good\n");
    BOOST_TEST(tree.wait() == 0);
    check_gone(tree);
}

BOOST_AUTO_TEST_CASE(a_main_without_freeze_support_is_told_the_line)
{
    for (std::string const method : {"spawn", "forkserver"})
    {
        program_tree tree({argument("unfrozen").string(), method});
        std::string const output = tree.rest();
        BOOST_TEST(output.starts_with("main\nRuntimeError: "));
        BOOST_TEST(contains(output, "quartet::multiprocessing::freeze_support(argc, argv);"));
        BOOST_TEST(tree.wait() == 0);
        check_gone(tree);
    }
    program_tree tree({argument("unfrozen").string(), "fork"});
    BOOST_TEST(tree.rest() == "main\nexit code 0\n");
    check_gone(tree);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
