// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// The tools look at a program that has Quartet as a shared library.
#include <boost/test/unit_test.hpp>

#include <string>

#include "support/argument.hpp"
#include "support/inspected_program.hpp"

using namespace quartet_test;

BOOST_AUTO_TEST_CASE(the_same_with_the_shared_library)
{
    inspected_program const program(argument("inspected_shared"), "all");
    auto const done = inspect("quartet-ps", program.pid());
    BOOST_TEST(done.returncode == 0);
    BOOST_TEST(done.stderr_ == "");
    auto const rows = rows_of(done.stdout_);
    auto const gets =
        std::ranges::find_if(rows, [](auto const& each) { return each.at("name") == "gets"; });
    BOOST_REQUIRE((gets != rows.end()));
    BOOST_TEST(gets->at("stack") == "Queue.get -> gets");
    BOOST_TEST(gets->at("awaiter") == "Task-1");
}
