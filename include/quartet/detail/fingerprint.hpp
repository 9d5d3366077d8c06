// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_DETAIL_FINGERPRINT_HPP
#define QUARTET_DETAIL_FINGERPRINT_HPP

#include <cstdint>
#include <typeinfo>

namespace quartet::detail {

/// A number for a type that is the same in every process of a program (FNV-1a of its name).
template <class T>
std::uint64_t fingerprint() noexcept
{
    std::uint64_t hash = 14695981039346656037u;
    for (char const* c = typeid(T).name(); *c != '\0'; ++c)
    {
        hash = (hash ^ static_cast<unsigned char>(*c)) * 1099511628211u;
    }
    return hash;
}

}  // namespace quartet::detail

#endif
