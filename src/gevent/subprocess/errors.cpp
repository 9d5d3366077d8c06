// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/gevent/subprocess/errors.hpp>

#include <chrono>
#include <cstring>
#include <limits>
#include <sstream>
#include <utility>

namespace quartet::gevent::subprocess {
namespace {

/// "Command 'true'" or "Command '['ls', '-l']'", as Python shows them.
std::string named(std::vector<std::string> const& cmd)
{
    std::string words;
    for (std::string const& word : cmd)
    {
        words += (words.empty() ? "'" : ", '") + word + "'";
    }
    return "Command " + (cmd.size() == 1 ? words : "'[" + words + "]'");
}

std::string ended_with(int returncode)
{
    if (returncode >= 0)
    {
        return " returned non-zero exit status " + std::to_string(returncode) + '.';
    }
    char const* const name = ::sigabbrev_np(-returncode);
    std::string const number = std::to_string(-returncode);
    return name == nullptr ? " died with unknown signal " + number + '.'
                           : " died with SIG" + std::string(name) + " (" + number + ").";
}

double to_seconds(quartet::timeout const& limit)
{
    return limit.limit() ? std::chrono::duration<double>(*limit.limit()).count()
                         : std::numeric_limits<double>::infinity();
}

std::string timed_out(quartet::timeout const& limit)
{
    std::ostringstream text;
    text << " timed out after " << to_seconds(limit) << " seconds";
    return text.str();
}

}  // namespace

CalledProcessError::CalledProcessError(
    int returncode, std::vector<std::string> cmd, std::string output, std::string errors)
    : SubprocessError(
          named(cmd) + ended_with(returncode), cmd, std::move(output), std::move(errors))
    , returncode_(returncode)
{}

TimeoutExpired::TimeoutExpired(
    std::vector<std::string> cmd, quartet::timeout limit, std::string output, std::string errors)
    : SubprocessError(named(cmd) + timed_out(limit), cmd, std::move(output), std::move(errors))
    , seconds_(to_seconds(limit))
{}

}  // namespace quartet::gevent::subprocess
