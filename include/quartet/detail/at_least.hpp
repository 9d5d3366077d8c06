// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_DETAIL_AT_LEAST_HPP
#define QUARTET_DETAIL_AT_LEAST_HPP

#include <quartet/errors.hpp>

#include <string>

namespace quartet::detail {

/// Refuses a parameter that is too small. @return the value. @throws ValueError
inline int at_least(int least, char const* parameter, int value)
{
    if (value < least)
    {
        throw ValueError(
            std::string(parameter) + ": must be at least " + std::to_string(least) + ", but is " +
            std::to_string(value));
    }
    return value;
}

}  // namespace quartet::detail

#endif
