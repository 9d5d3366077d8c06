// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_ASYNCIO_TRANSPORT_TELL_PROTOCOL_HPP
#define QUARTET_SRC_ASYNCIO_TRANSPORT_TELL_PROTOCOL_HPP

#include <quartet/asyncio/detail/loop_core.hpp>
#include <quartet/detail/context_cell.hpp>
#include <quartet/errors.hpp>

#include <exception>
#include <string>

#include "../turn.hpp"

namespace quartet::asyncio::detail {

/// Calls a function of a protocol, outside of tasks, in the context of its transport. What it throws is reported.
/// @return that, which ends the connection; or null.
template <class Call>
std::exception_ptr tell_protocol(
    loop_core& loop,
    quartet::detail::context_slot& context,
    char const* function,
    Call call) noexcept
{
    turn const mine(loop, nullptr, &context);
    try
    {
        call();
        return nullptr;
    }
    catch (SystemExit const&)
    {
        loop.fail(std::current_exception());
        return nullptr;
    }
    catch (...)
    {
        auto const error = std::current_exception();
        loop.report(
            {"Fatal error: protocol." + std::string(function) + "() call failed.", error, {}});
        return error;
    }
}

}  // namespace quartet::asyncio::detail

#endif
