// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_REMOTE_EXCEPTION_HPP
#define QUARTET_SRC_MULTIPROCESSING_REMOTE_EXCEPTION_HPP

#include <exception>
#include <string>
#include <string_view>

#include "../detail/traceback_recorder.hpp"

// How an exception gets from one process to another.
namespace quartet::multiprocessing::detail {

using quartet::detail::traceback_recorder;

/// An exception as bytes. Whatever it is, and whatever happens, there are some.
std::string pack_exception(std::exception_ptr error) noexcept;

/// The exception to throw in this process: of the same type when that is a standard type or one
/// of ours, else a RemoteError; a RemoteTraceback in both cases.
std::exception_ptr unpack_exception(std::string_view bytes) noexcept;

/// Tells stderr, in one piece, that a process ends with an exception.
void print_uncaught(std::string const& process_name, std::exception_ptr error) noexcept;

}  // namespace quartet::multiprocessing::detail

#endif
