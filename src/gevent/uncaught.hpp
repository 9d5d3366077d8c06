// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_GEVENT_UNCAUGHT_HPP
#define QUARTET_SRC_GEVENT_UNCAUGHT_HPP

#include <string>

namespace quartet::gevent::detail {

/// Prints the exception that is being handled, and where it was thrown, on standard error.
/// @param where "greenlet Greenlet-1"
void report_uncaught(std::string const& where) noexcept;

}  // namespace quartet::gevent::detail

#endif
