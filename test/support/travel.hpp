// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_SUPPORT_TRAVEL_HPP
#define QUARTET_TEST_SUPPORT_TRAVEL_HPP

#include <quartet/detail/cargo.hpp>
#include <quartet/detail/pickle.hpp>

#include <string>

namespace quartet_test {

/// What another process would get: the same object, attached a second time.
template <class T>
T travel(T const& value)
{
    quartet::detail::cargo cargo;
    quartet::detail::cargo_scope const scope(cargo);
    std::string bytes;
    quartet::detail::string_sink sink(bytes);
    quartet::detail::dump(sink, value);
    quartet::detail::memory_source source(bytes.data(), bytes.size());
    return quartet::detail::load<T>(source);
}

}  // namespace quartet_test

#endif
