// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef QUARTET_TEST_SUPPORT_INSPECTED_PROGRAM_HPP
#define QUARTET_TEST_SUPPORT_INSPECTED_PROGRAM_HPP

#include <quartet/gevent/subprocess.hpp>

#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "argument.hpp"

namespace quartet_test {

namespace subprocess = quartet::gevent::subprocess;

/// A program that says "ready", and is then looked at with those of tool/.
class inspected_program
{
public:
    explicit inspected_program(std::filesystem::path const& program, std::string const& what = {})
        : process_(
              {.stdin_ = subprocess::PIPE, .stdout_ = subprocess::PIPE}, {program.string(), what})
    {
        for (std::string line; line != "ready\n";)
        {
            said_ += line;
            line = process_.stdout_().readline();
            BOOST_REQUIRE(!line.empty());
        }
    }
    ~inspected_program()
    {
        process_.kill();
        process_.wait();
    }

    pid_t pid() const { return process_.pid(); }

    /// What it said before "ready".
    std::string const& said() const { return said_; }

private:
    subprocess::Popen process_;
    std::string said_;
};

/// What a program of tool/ says.
inline subprocess::CompletedProcess inspect(std::string const& tool, std::vector<std::string> words)
{
    words.insert(words.begin(), argument(tool).string());
    return subprocess::run({.capture_output = true}, words);
}
inline subprocess::CompletedProcess inspect(std::string const& tool, pid_t pid)
{
    return inspect(tool, {std::to_string(pid)});
}

/// The lines of quartet-ps: what stands below each heading.
inline std::vector<std::map<std::string, std::string>> rows_of(std::string const& table)
{
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < table.size();)
    {
        std::size_t const end = table.find('\n', at);
        lines.push_back(table.substr(at, end - at));
        at = end + 1;
    }
    std::vector<std::map<std::string, std::string>> rows(lines.empty() ? 0 : lines.size() - 1);
    for (std::size_t begin = 0; !rows.empty() && begin < lines[0].size();)
    {
        std::size_t const after_name = std::min(lines[0].find("  ", begin), lines[0].size());
        std::size_t const next =
            std::min(lines[0].find_first_not_of(' ', after_name), lines[0].size());
        std::string const name = lines[0].substr(begin, after_name - begin);
        for (std::size_t i = 0; i != rows.size(); ++i)
        {
            std::string const& line = lines[i + 1];
            bool const is_last = next == lines[0].size();
            std::string cell = begin < line.size()
                                   ? line.substr(begin, is_last ? std::string::npos : next - begin)
                                   : std::string();
            cell.erase(cell.find_last_not_of(' ') + 1);
            rows[i][name] = cell;
        }
        begin = next;
    }
    return rows;
}

}  // namespace quartet_test

#endif
