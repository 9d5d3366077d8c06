// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_CONCURRENT_FUTURES_ERRORS_HPP
#define QUARTET_CONCURRENT_FUTURES_ERRORS_HPP

#include <quartet/errors.hpp>

// What Python's `concurrent.futures` raises.
namespace quartet::concurrent::futures {

/// The base of what goes wrong with a future.
class QUARTET_TYPE_VISIBLE Error : public std::runtime_error
{
    using std::runtime_error::runtime_error;
};

/// The future was cancelled.
class QUARTET_TYPE_VISIBLE CancelledError : public Error
{
public:
    CancelledError()
        : Error("the future was cancelled")
    {}
    using Error::Error;
};

/// What was asked for does not fit the state of the future.
class QUARTET_TYPE_VISIBLE InvalidStateError : public Error
{
    using Error::Error;
};

/// A result did not come in time. Python's is its built-in one, too.
using quartet::TimeoutError;

/// The executor cannot run anything any more.
class QUARTET_TYPE_VISIBLE BrokenExecutor : public RuntimeError
{
    using RuntimeError::RuntimeError;
};

/// The initializer of a thread threw.
class QUARTET_TYPE_VISIBLE BrokenThreadPool : public BrokenExecutor
{
    using BrokenExecutor::BrokenExecutor;
};

/// The workers were ended, or cannot be started.
class QUARTET_TYPE_VISIBLE BrokenProcessPool : public BrokenExecutor
{
    using BrokenExecutor::BrokenExecutor;
};

}  // namespace quartet::concurrent::futures

#endif
