// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// Executors at the end of a program.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <sstream>
#include <string>

#include "support/argument.hpp"
#include "support/program_run.hpp"
#include "support/sanitizers.hpp"

// ThreadSanitizer takes it amiss that nobody has joined the threads.
BOOST_AUTO_TEST_CASE(
    forgotten_executors_do_what_was_submitted,
    *boost::unit_test::enable_if<!quartet_test::is_thread_sanitizer>())
{
    auto const session = quartet_test::run({quartet_test::argument("forgotten")});
    BOOST_TEST(session.exit_code == 3);
    std::map<std::string, int> lines;
    std::istringstream in(session.output);
    for (std::string line; std::getline(in, line);)
    {
        ++lines[line];
    }
    BOOST_TEST(lines["process"] == 100);
    BOOST_TEST(lines["thread"] + lines["late"] == 101);
}
