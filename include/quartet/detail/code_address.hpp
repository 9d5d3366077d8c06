// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_DETAIL_CODE_ADDRESS_HPP
#define QUARTET_DETAIL_CODE_ADDRESS_HPP

#include <quartet/detail/config.hpp>

#include <cstdint>
#include <string>

namespace quartet::detail {

/// The address of a function in a form that another run of the same program understands.
/**
 * A position-independent program is loaded elsewhere each time it starts, but the distance of
 * a function from its module's base stays. So a target needs no registration and no name.
 */
struct code_address
{
    std::string module;        ///< path of the shared object; empty for the program itself
    std::uint64_t offset = 0;  ///< from the module's base

    template <class Archive>
    void serialize(Archive& ar, unsigned)
    {
        // clang-format off
        ar & module;
        ar & offset;
        // clang-format on
    }
};

/// @throws RuntimeError when the address lies in no loaded module (code made at run time).
QUARTET_DECL code_address to_code_address(void const* address);

/// Loads the module if it is a shared object that is not there yet.
/// @throws RuntimeError when that fails.
QUARTET_DECL void* from_code_address(code_address const& code);

}  // namespace quartet::detail

#endif
