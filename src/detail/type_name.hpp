// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_TYPE_NAME_HPP
#define QUARTET_SRC_DETAIL_TYPE_NAME_HPP

#include <string>
#include <typeinfo>

namespace quartet::detail {

/// A type as C++ spells it, without the standard library's inner namespaces.
std::string type_name(char const* mangled);

inline std::string type_name(std::type_info const& type)
{
    return type_name(type.name());
}

}  // namespace quartet::detail

#endif
