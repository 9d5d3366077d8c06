// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_ERRORS_HPP
#define QUARTET_ASYNCIO_ERRORS_HPP

#include <quartet/detail/config.hpp>
#include <quartet/errors.hpp>
#include <quartet/exception_group.hpp>

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

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

/// The stream has ended before what was asked for had come.
class QUARTET_TYPE_VISIBLE IncompleteReadError : public EOFError
{
public:
    IncompleteReadError(std::string came, std::optional<std::size_t> wanted)
        : EOFError(
              std::to_string(came.size()) + " bytes read on a total of " +
              (wanted ? std::to_string(*wanted) : "undefined") + " expected bytes")
        , partial(std::move(came))
        , expected(wanted)
    {}

    std::string partial;  ///< what has come; it is read
    std::optional<std::size_t>
        expected;  ///< how many bytes were asked for; none: up to a separator
};

/// More stands before a separator than the limit of the stream. It is not read, and can be.
class QUARTET_TYPE_VISIBLE LimitOverrunError : public std::runtime_error
{
public:
    LimitOverrunError(std::string const& what, std::size_t count)
        : std::runtime_error(what)
        , consumed(count)
    {}

    std::size_t consumed;  ///< so many bytes, at least, stand before it
};

/// The system cannot send this file through this transport (Python:
/// `asyncio.SendfileNotAvailableError`).
class QUARTET_TYPE_VISIBLE SendfileNotAvailableError : public RuntimeError
{
public:
    using RuntimeError::RuntimeError;
};

/// It did not happen in time. Python's is its built-in one, too.
using quartet::TimeoutError;

}  // namespace quartet::asyncio

#endif
