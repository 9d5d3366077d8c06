// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_ERRORS_HPP
#define QUARTET_ASYNCIO_ERRORS_HPP

#include <quartet/detail/config.hpp>
#include <quartet/errors.hpp>
#include <quartet/exception_group.hpp>

#include <stdexcept>
#include <string>

namespace quartet::asyncio {

/// The task, or what it awaits, was cancelled.
/**
 * Thrown where a task waits. Who catches it should throw it on: a task that swallows it was not
 * cancelled. In Python it is no `Exception`; here it is a std::exception, as all are, so
 * `catch (std::exception const&)` around a co_await swallows it.
 */
class QUARTET_TYPE_VISIBLE CancelledError : public std::runtime_error
{
public:
    CancelledError()
        : std::runtime_error("cancelled")
    {}

    /// @param message what was given to cancel().
    explicit CancelledError(std::string const& message)
        : std::runtime_error(message.empty() ? "cancelled" : message)
    {}
};

/// What was asked for does not fit the state of the future.
class QUARTET_TYPE_VISIBLE InvalidStateError : public std::logic_error
{
    using std::logic_error::logic_error;
};

/// It did not happen in time. Python's is its built-in one, too.
using quartet::TimeoutError;

}  // namespace quartet::asyncio

#endif
