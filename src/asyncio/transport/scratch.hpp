// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_ASYNCIO_TRANSPORT_SCRATCH_HPP
#define QUARTET_SRC_ASYNCIO_TRANSPORT_SCRATCH_HPP

#include <cstddef>
#include <memory>
#include <span>

namespace quartet::asyncio::detail {

/// What is received lies here until the protocol has taken it: the thread's.
inline std::span<char> scratch()
{
    constexpr std::size_t most_received = 256 * 1024;
    static thread_local std::unique_ptr<char[]> const bytes(new char[most_received]);
    return {bytes.get(), most_received};
}

}  // namespace quartet::asyncio::detail

#endif
