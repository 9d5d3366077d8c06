// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_ASYNCIO_TRANSPORT_LOOKUP_HPP
#define QUARTET_SRC_ASYNCIO_TRANSPORT_LOOKUP_HPP

#include <quartet/address_info.hpp>
#include <quartet/asyncio/coroutine.hpp>
#include <quartet/asyncio/detail/loop_core.hpp>
#include <quartet/asyncio/detail/ref.hpp>

#include <string>
#include <vector>

namespace quartet::asyncio::detail {

/// All ways to reach a host. Numbers are answered at once; names are looked up in a thread.
/// @param host "": this machine, or all of it with AI_PASSIVE. @throws gaierror
Coroutine<std::vector<address_info>> lookup(
    ref<loop_core> loop,
    std::string host,
    std::string port,
    int family,
    int type,
    int proto,
    int flags);

}  // namespace quartet::asyncio::detail

#endif
