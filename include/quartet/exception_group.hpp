// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_EXCEPTION_GROUP_HPP
#define QUARTET_EXCEPTION_GROUP_HPP

#include <quartet/detail/config.hpp>

#include <exception>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace quartet {

/// Several exceptions at once (Python: `ExceptionGroup`).
/**
 * what() is the message and the number of exceptions, as Python prints it: "unhandled errors in a
 * TaskGroup (2 sub-exceptions)".
 */
class QUARTET_TYPE_VISIBLE ExceptionGroup : public std::runtime_error
{
public:
    /// @param exceptions at least one.
    ExceptionGroup(std::string const& message, std::vector<std::exception_ptr> exceptions)
        : std::runtime_error(
              message + " (" + std::to_string(exceptions.size()) + " sub-exception" +
              (exceptions.size() == 1 ? ")" : "s)"))
        , message_(message)
        , exceptions_(std::move(exceptions))
    {}

    std::string const& message() const noexcept { return message_; }

    /// In the order in which they were thrown.
    std::vector<std::exception_ptr> const& exceptions() const noexcept { return exceptions_; }

private:
    std::string message_;
    std::vector<std::exception_ptr> exceptions_;
};

}  // namespace quartet

#endif
