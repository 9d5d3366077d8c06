// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_ASYNCIO_TRANSPORT_CONNECT_RACE_HPP
#define QUARTET_SRC_ASYNCIO_TRANSPORT_CONNECT_RACE_HPP

#include <quartet/address.hpp>
#include <quartet/asyncio/coroutine.hpp>
#include <quartet/asyncio/detail/loop_core.hpp>
#include <quartet/asyncio/detail/ref.hpp>
#include <quartet/detail/unique_fd.hpp>

#include <exception>
#include <optional>
#include <vector>

namespace quartet::asyncio::detail {

/// A socket that is connected to this address. @throws OSError
Coroutine<quartet::detail::unique_fd> connect_one(address where, std::optional<address> local);

/// One that is connected to the first that answers (RFC 8305): the next attempt begins when the one
/// before has failed, or has had no answer for so many seconds.
/// @return none if all fail. @param errors gets theirs; outlives this.
Coroutine<quartet::detail::unique_fd> connect_race(
    ref<loop_core> loop,
    std::vector<address> ways,
    std::optional<address> local,
    double delay,
    std::vector<std::exception_ptr>& errors);

}  // namespace quartet::asyncio::detail

#endif
