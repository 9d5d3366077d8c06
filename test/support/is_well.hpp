// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_SUPPORT_IS_WELL_HPP
#define QUARTET_TEST_SUPPORT_IS_WELL_HPP

#include <functional>
#include <type_traits>

namespace quartet_test {

/// What a function says; one that returns nothing is always well.
template <class Body>
bool is_well(Body& body)
{
    if constexpr (std::is_void_v<std::invoke_result_t<Body&>>)
    {
        std::invoke(body);
        return true;
    }
    else
    {
        return std::invoke(body);
    }
}

}  // namespace quartet_test

#endif
