// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_OS_ERROR_HPP
#define QUARTET_SRC_DETAIL_OS_ERROR_HPP

#include <quartet/errors.hpp>

#include <cerrno>
#include <exception>
#include <string>

namespace quartet::detail {

/// Throws the Python exception for an error number.
[[noreturn]] inline void throw_os_error(std::string const& what, int error = errno)
{
    switch (error)
    {
    case EEXIST:
        throw FileExistsError(error, what);
    case ENOENT:
        throw FileNotFoundError(error, what);
    case EPIPE:
        throw BrokenPipeError(error, what);
    case ECONNABORTED:
        throw ConnectionAbortedError(error, what);
    case ECONNREFUSED:
        throw ConnectionRefusedError(error, what);
    case ECONNRESET:
        throw ConnectionResetError(error, what);
    default:
        throw OSError(error, what);
    }
}

/// The same, not thrown.
inline std::exception_ptr make_os_error(std::string const& what, int error = errno) noexcept
{
    try
    {
        throw_os_error(what, error);
    }
    catch (...)
    {
        return std::current_exception();
    }
}

}  // namespace quartet::detail

#endif
