// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// libquartet_preload.so patches programs that do not do it themselves.
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include "support/argument.hpp"
#include "support/program_run.hpp"
#include "support/sanitizers.hpp"

namespace {

quartet_test::program_run::result
run_preloaded(std::string const& groups, std::vector<std::string> program)
{
    std::vector<std::string> command{
        "/usr/bin/env", "LD_PRELOAD=" + quartet_test::argument("libquartet_preload.so").string()};
    if (!groups.empty())
    {
        command.push_back("QUARTET_MONKEY=" + groups);
    }
    command.insert(command.end(), program.begin(), program.end());
    return quartet_test::run(command);
}

}  // namespace

// A sanitizer's library has to be the first.
BOOST_AUTO_TEST_SUITE(
    monkey_preload, *boost::unit_test::enable_if<!quartet_test::is_under_sanitizer>())

BOOST_AUTO_TEST_CASE(a_program_alone_is_not_patched)
{
    auto const alone = quartet_test::run({quartet_test::argument("sleeper"), "x"});
    BOOST_TEST(alone.output == "others wait in MainGreenlet\n");
    BOOST_TEST(alone.exit_code == 1);
}

BOOST_AUTO_TEST_CASE(main_runs_in_a_greenlet_and_all_is_patched)
{
    auto const session = run_preloaded("", {quartet_test::argument("sleeper"), "x", "y"});
    BOOST_TEST(session.output == "others run in main\n");
    BOOST_TEST(session.exit_code == 2);
}

BOOST_AUTO_TEST_CASE(the_environment_says_what_is_patched)
{
    auto const without = run_preloaded("socket,dns", {quartet_test::argument("sleeper")});
    BOOST_TEST(without.output == "others wait in main\n");
    auto const with = run_preloaded("time", {quartet_test::argument("sleeper")});
    BOOST_TEST(with.output == "others run in main\n");
}

BOOST_AUTO_TEST_CASE(a_name_of_no_group_is_an_error)
{
    auto const session = run_preloaded("sokket", {quartet_test::argument("sleeper")});
    BOOST_TEST(session.exit_code != 0);
    BOOST_TEST(
        session.output.find(
            "QUARTET_MONKEY=sokket: from_names: module is \"sokket\"; it must be socket, dns") !=
            std::string::npos,
        session.output);
}

BOOST_AUTO_TEST_CASE(other_programs_do_what_they_always_did)
{
    auto const session = run_preloaded(
        "",
        {"/usr/bin/python3",
         "-c",
         "import subprocess, threading, time\n"
         "t = threading.Thread(target=lambda: (time.sleep(0.001), print('thread', flush=True)))\n"
         "t.start()\n"
         "t.join()\n"
         "print(subprocess.check_output('echo hello | cat', shell=True, text=True).strip())\n"
         "raise SystemExit(7)\n"});
    BOOST_TEST(session.output == "thread\nhello\n");
    BOOST_TEST(session.exit_code == 7);
}

BOOST_AUTO_TEST_SUITE_END()
