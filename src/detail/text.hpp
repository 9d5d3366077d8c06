// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_TEXT_HPP
#define QUARTET_SRC_DETAIL_TEXT_HPP

#include <quartet/timeout.hpp>

#include <chrono>
#include <sstream>
#include <string>

// Values in error messages.
namespace quartet::detail {

/// Of a timeout that has a limit: "2.5 s".
inline std::string to_text(timeout const& value)
{
    std::ostringstream out;
    out << std::chrono::duration<double>(*value.limit()).count() << " s";
    return out.str();
}

}  // namespace quartet::detail

#endif
