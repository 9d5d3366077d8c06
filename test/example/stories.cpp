// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// The programs that a user would write do what they are written for.
#include <boost/test/unit_test.hpp>

#include <string>

#include "support/argument.hpp"
#include "support/program_run.hpp"

BOOST_AUTO_TEST_CASE(the_port_scanner_finds_its_three_servers_and_tells_how_far_it_is)
{
    auto const session = quartet_test::run({quartet_test::argument("port_scanner")});
    BOOST_TEST(session.exit_code == 0);
    for (std::string name : {"anna", "berta", "carla"})
    {
        BOOST_TEST(
            session.output.find(": this is " + name) != std::string::npos,
            session.output << "does not tell of " << name);
    }
    BOOST_TEST(session.output.find(" open") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_port_scanner_says_what_is_wrong_with_its_arguments)
{
    auto const session = quartet_test::run({quartet_test::argument("port_scanner"), "x", "y"});
    BOOST_TEST(session.exit_code == 1);
}

BOOST_AUTO_TEST_CASE(the_downloader_downloads_two_hundred_pages_and_tells_how_far_it_is)
{
    auto const session = quartet_test::run({quartet_test::argument("downloader")});
    BOOST_TEST(session.exit_code == 0);
    BOOST_TEST(session.output.find("\r100 of 200 pages, 100000 bytes") != std::string::npos);
    BOOST_TEST(session.output.find("\n200 pages, 200000 bytes\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_downloader_tells_what_it_could_not_download)
{
    auto const session = quartet_test::run(
        {quartet_test::argument("downloader"), "http://127.0.0.1:1/", "nonsense://"});
    BOOST_TEST(session.exit_code == 1);
    BOOST_TEST(session.output.find("http://127.0.0.1:1/: ") != std::string::npos);
    BOOST_TEST(session.output.find("\n0 pages, 0 bytes\n") != std::string::npos);
}
