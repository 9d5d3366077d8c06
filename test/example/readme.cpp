// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// The programs in README.md are those of example/readme, and print what it says.

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "support/argument.hpp"
#include "support/program_run.hpp"

namespace {

std::vector<std::string> const modules = {
    "asyncio",
    "concurrent",
    "generator",
    "gevent",
    "gil",
    "monkey",
    "multiprocessing",
    "queue",
    "threading"};

std::string contents(std::filesystem::path const& file)
{
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

}  // namespace

BOOST_DATA_TEST_CASE(the_readme_shows_the_program_of_a_module_and_its_output, modules, module)
{
    std::string const readme = contents(quartet_test::argument("README.md"));
    std::string const source = contents(quartet_test::argument(module + ".cpp"));
    // Below the licence.
    std::string const program = source.substr(source.find("\n\n") + 2);
    auto const session = quartet_test::run({quartet_test::argument(module)});

    BOOST_TEST(session.exit_code == 0);
    BOOST_TEST(
        readme.find("```cpp\n" + program + "```\n") != std::string::npos,
        "README.md does not contain\n"
            << program);
    BOOST_TEST(
        readme.find("```\n" + session.output + "```\n") != std::string::npos,
        "README.md does not contain\n"
            << session.output);
}
