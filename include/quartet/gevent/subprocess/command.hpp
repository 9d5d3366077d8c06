// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_SUBPROCESS_COMMAND_HPP
#define QUARTET_GEVENT_SUBPROCESS_COMMAND_HPP

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace quartet::gevent::subprocess {

/// What Popen() and run() take as `args`: {"grep", "-c", pattern}, a vector, or one string.
/**
 * One string is the name of a program without arguments, or, with .shell = true, a line for the shell.
 */
class command
{
public:
    command(std::initializer_list<std::string> args)
        : words_(args)
    {}
    command(std::vector<std::string> args) noexcept
        : words_(std::move(args))
    {}
    command(std::string text)
        : words_{std::move(text)}
    {}
    command(char const* text)
        : words_{text}
    {}

    std::vector<std::string> const& words() const& noexcept { return words_; }
    std::vector<std::string>&& words() && noexcept { return std::move(words_); }

private:
    std::vector<std::string> words_;
};

}  // namespace quartet::gevent::subprocess

#endif
