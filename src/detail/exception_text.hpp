// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_EXCEPTION_TEXT_HPP
#define QUARTET_SRC_DETAIL_EXCEPTION_TEXT_HPP

#include <exception>
#include <string>

namespace quartet::detail {

/// What there is to tell of an exception.
struct exception_text
{
    std::string type;
    std::string text;
    std::string traceback;  ///< a frame a line, the innermost first
};

/// Of an exception that is being handled by this thread, or null.
exception_text describe_exception(std::exception_ptr const& error);

}  // namespace quartet::detail

#endif
