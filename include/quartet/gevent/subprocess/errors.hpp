// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_SUBPROCESS_ERRORS_HPP
#define QUARTET_GEVENT_SUBPROCESS_ERRORS_HPP

#include <quartet/detail/config.hpp>
#include <quartet/timeout.hpp>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace quartet::gevent::subprocess {

/// What went wrong with a child that was started (Python: `subprocess.SubprocessError`).
class QUARTET_TYPE_VISIBLE SubprocessError : public std::runtime_error
{
public:
    /// The command: the words that were given.
    std::vector<std::string> const& cmd() const noexcept { return about_->cmd; }

    /// What it has written to its standard output, if that was a pipe: the same in both.
    std::string const& output() const noexcept { return about_->output; }
    std::string const& stdout_() const noexcept { return about_->output; }

    /// What it has written to its standard error, if that was a pipe.
    std::string const& stderr_() const noexcept { return about_->errors; }

protected:
    SubprocessError(
        std::string const& what,
        std::vector<std::string> cmd,
        std::string output,
        std::string errors)
        : std::runtime_error(what)
        , about_(std::make_shared<about const>(
              about{std::move(cmd), std::move(output), std::move(errors)}))
    {}

private:
    struct about
    {
        std::vector<std::string> cmd;
        std::string output;
        std::string errors;
    };

    std::shared_ptr<about const> about_;  // so that copying does not throw
};

/// A child has ended with another exit code than 0 (Python: `subprocess.CalledProcessError`).
class QUARTET_TYPE_VISIBLE CalledProcessError : public SubprocessError
{
public:
    QUARTET_DECL CalledProcessError(
        int returncode,
        std::vector<std::string> cmd,
        std::string output = {},
        std::string errors = {});

    /// -N: signal N ended it.
    int returncode() const noexcept { return returncode_; }

private:
    int returncode_;
};

/// A child has not ended in time (Python: `subprocess.TimeoutExpired`).
class QUARTET_TYPE_VISIBLE TimeoutExpired : public SubprocessError
{
public:
    QUARTET_DECL TimeoutExpired(
        std::vector<std::string> cmd,
        quartet::timeout limit,
        std::string output = {},
        std::string errors = {});

    /// Seconds.
    double timeout() const noexcept { return seconds_; }

private:
    double seconds_;
};

}  // namespace quartet::gevent::subprocess

#endif
