// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Each listing of the chapter prints what the same program prints in CPython, and the same into a pipe.

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <iostream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "support/argument.hpp"
#include "support/program_run.hpp"

namespace {

// Is the order of the lines a part of what the listing says, or left to the scheduler?
enum class order
{
    fixed,
    free
};

struct listing
{
    std::string name = {};
    order lines = order::fixed;

    // Group 1 is a number that differs from run to run (a pid) or is left to chance (who is first). Each
    // becomes <n>, the n-th different one in the output, so that equal ones stay equal.
    std::string varying = {};

    // What CPython says more than we do: where a warning comes from.
    std::string surplus = {};

    friend std::ostream& operator<<(std::ostream& out, listing const& self)
    {
        return out << self.name;
    }
};

std::vector<listing> const listings = {
    {.name = "01_process", .varying = "process id(?:: |：)(\\d+)"},
    {.name = "02_five_processes", .lines = order::free},
    {.name = "03_process_subclass", .varying = "process: (\\d+)"},
    {.name = "04_pool", .lines = order::free},
    {.name = "05_process_members", .varying = "\n(\\d+)\n"},
    {.name = "06_queue"},
    {.name = "07_queue_between_processes"},
    {.name = "08_lock", .varying = "子进程(\\d)"},
    {.name = "09_with_lock", .varying = "子进程(\\d)"},
    {.name = "10_five_threads", .lines = order::free},
    {.name = "11_thread_subclass", .lines = order::free},
    {.name = "12_stop"},
    {.name = "13_join_and_daemon"},
    {.name = "14_shared_variable"},
    {.name = "15_thread_lock", .varying = "子线程(\\d)"},
    {.name = "16_gil", .varying = "丢失：(\\d+)"},
    {.name = "17_yield"},
    {.name = "18_coroutine_object",
     .lines = order::free,
     .varying = "at 0x([0-9a-f]+)",
     .surplus = "[^\n]*\\.py:\\d+: |  print[^\n]*\n|RuntimeWarning: Enable tracemalloc[^\n]*\n"},
    {.name = "19_questions_and_answers"},
    {.name = "20_gevent", .varying = "协程(\\d)"},
    {.name = "21_monkey_patch"},
    {.name = "22_async", .varying = "(\\d\\d:\\d\\d:\\d\\d)"},
    {.name = "23_create_task", .varying = "(\\d\\d:\\d\\d:\\d\\d)"},
    {.name = "24_blocking_sleep"},
};

std::string with_numbers_masked(std::string const& text, std::string const& varying)
{
    if (varying.empty())
    {
        return text;
    }
    std::map<std::string, std::size_t> numbers;
    std::string result;
    auto rest = text.begin();
    std::regex const pattern(varying);
    for (std::sregex_iterator it(text.begin(), text.end(), pattern), end; it != end; ++it)
    {
        std::size_t const number = numbers.emplace((*it)[1], numbers.size() + 1).first->second;
        result.append(rest, (*it)[1].first);
        result += '<' + std::to_string(number) + '>';
        rest = (*it)[1].second;
    }
    return result.append(rest, text.end());
}

std::string sorted(std::string const& text)
{
    std::multiset<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
    {
        lines.insert(line);
    }
    std::string result;
    for (std::string const& line : lines)
    {
        result += line + '\n';
    }
    return result;
}

std::string comparable(std::string const& output, listing const& which)
{
    std::string const text = which.surplus.empty()
                                 ? output
                                 : std::regex_replace(output, std::regex(which.surplus), "");
    std::string const masked = with_numbers_masked(text, which.varying);
    return which.lines == order::free ? sorted(masked) : masked;
}

}  // namespace

BOOST_DATA_TEST_CASE(a_listing_prints_what_cpython_prints, listings, which)
{
    auto const ours = quartet_test::run({quartet_test::argument(which.name)});
    // Debian's Python, untouched by PYTHON* variables and the locale.
    auto const theirs = quartet_test::run(
        {"/usr/bin/python3", "-E", "-X", "utf8", quartet_test::argument(which.name + ".py")});

    BOOST_TEST(ours.exit_code == 0);
    BOOST_TEST(theirs.exit_code == 0);
    BOOST_TEST(!theirs.output.empty());
    BOOST_TEST(
        comparable(ours.output, which) == comparable(theirs.output, which),
        which.name << " prints\n"
                   << ours.output << "and in CPython\n"
                   << theirs.output);
}

BOOST_DATA_TEST_CASE(a_listing_prints_the_same_into_a_pipe, listings, which)
{
    using quartet_test::output_to;
    auto const terminal = quartet_test::run({quartet_test::argument(which.name)});
    auto const pipe = quartet_test::run({quartet_test::argument(which.name)}, output_to::pipe);

    BOOST_TEST(pipe.exit_code == 0);
    BOOST_TEST(
        comparable(pipe.output, which) == comparable(terminal.output, which),
        which.name << " prints into a pipe\n"
                   << pipe.output << "and to a terminal\n"
                   << terminal.output);
}

BOOST_AUTO_TEST_CASE(every_listing_is_compared)
{
    std::set<std::string> compared;
    for (listing const& which : listings)
    {
        compared.insert(which.name);
    }
    std::regex const number("\\d\\d_.*");
    for (auto const& file : quartet_test::arguments())
    {
        std::string const name = file.stem().string();
        if (std::regex_match(name, number))
        {
            BOOST_TEST(compared.count(name) == 1u, name << " is not compared with CPython");
        }
    }
}
