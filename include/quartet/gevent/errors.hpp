// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_ERRORS_HPP
#define QUARTET_GEVENT_ERRORS_HPP

#include <quartet/detail/config.hpp>
#include <quartet/errors.hpp>

#include <exception>

namespace quartet::gevent {

/// Ends a greenlet that is killed (Python: `gevent.GreenletExit`).
/**
 * Thrown in what the greenlet waits in. If it leaves the greenlet, that counts as success. In Python
 * it is no Exception, so that `except Exception` lets it pass; here `catch (std::exception const&)`
 * catches it, and should rethrow it.
 */
class QUARTET_TYPE_VISIBLE GreenletExit : public std::exception
{
public:
    char const* what() const noexcept override { return "GreenletExit"; }
};

/// Nothing can ever wake the main greenlet (Python: `gevent.exceptions.LoopExit`).
/** The text says who waits for what. */
class QUARTET_TYPE_VISIBLE LoopExit : public RuntimeError
{
    using RuntimeError::RuntimeError;
};

/// The pool is full (Python: `gevent.pool.PoolFull`).
class QUARTET_TYPE_VISIBLE PoolFull : public RuntimeError
{
    using RuntimeError::RuntimeError;
};

}  // namespace quartet::gevent

#endif
