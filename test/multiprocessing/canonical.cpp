// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// The uses that the library was designed around compile as they stand, and do what they say.
#include <boost/test/unit_test.hpp>

#include <array>
#include <cstdio>
#include <regex>
#include <string>

#include "support/argument.hpp"

BOOST_AUTO_TEST_CASE(the_canonical_program_runs_and_prints_what_it_says)
{
    std::string const command = quartet_test::argument("canonical").string();
    FILE* const program = ::popen(command.c_str(), "r");
    BOOST_REQUIRE(program != nullptr);
    std::string printed;
    std::array<char, 256> piece{};
    while (std::fgets(piece.data(), piece.size(), program) != nullptr)
    {
        printed += piece.data();
    }
    BOOST_TEST(::pclose(program) == 0);
    printed = std::regex_replace(printed, std::regex("bob [0-9]+"), "bob PID");
    BOOST_TEST(
        printed == "name: bob\nbob PID\n9801 49\nitem 1\n011\nempty\nname: server's\n2\n9\n");
}
