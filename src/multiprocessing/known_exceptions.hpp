// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_KNOWN_EXCEPTIONS_HPP
#define QUARTET_SRC_MULTIPROCESSING_KNOWN_EXCEPTIONS_HPP

#include <quartet/multiprocessing/errors.hpp>

#include <boost/archive/binary_iarchive.hpp>
#include <boost/archive/binary_oarchive.hpp>

#include <cstdint>
#include <exception>
#include <span>
#include <string_view>
#include <typeinfo>

namespace quartet::multiprocessing::detail {

/// A type of exceptions that arrive as themselves.
struct known_exception
{
    std::type_info const* type;
    std::type_info const* arrived;  ///< the type that stands for it in another process
    std::string_view thrown_as;     ///< mangled name of a private type that stands for it, if any

    /// Writes what the exception holds beside its text.
    /// @return false when it holds something that no other process understands.
    bool (*save)(boost::archive::binary_oarchive& ar, std::exception const& error);

    /// Makes it again.
    std::exception_ptr (*load)(boost::archive::binary_iarchive& ar, RemoteTraceback origin);

    bool covers(std::exception const& error) const
    {
        return typeid(error) == *type || typeid(error) == *arrived ||
               typeid(error).name() == thrown_as;
    }
};

/// All of them, in the same order in each run of a program.
std::span<known_exception const> known_exceptions();

}  // namespace quartet::multiprocessing::detail

#endif
