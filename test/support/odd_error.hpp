// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef QUARTET_TEST_SUPPORT_ODD_ERROR_HPP
#define QUARTET_TEST_SUPPORT_ODD_ERROR_HPP

#include <stdexcept>
#include <string>

namespace quartet_test {

/// Whether `f` throws an E whose text is `text`.
template <class E, class F>
bool throws(F f, std::string const& text)
{
    try
    {
        f();
        return false;
    }
    catch (E const& error)
    {
        return error.what() == text;
    }
}

struct odd_error : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

}  // namespace quartet_test

#endif
