// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "connect_race.hpp"

#include <quartet/asyncio/gather.hpp>
#include <quartet/asyncio/task.hpp>
#include <quartet/asyncio/wait.hpp>
#include <quartet/errors.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace quartet::asyncio::detail {

using quartet::detail::unique_fd;

namespace {

/// The one that has succeeded, if one has. Those that have failed are taken out.
unique_fd
take_winner(std::vector<Task<unique_fd>>& attempts, std::vector<std::exception_ptr>& errors)
{
    unique_fd winner;
    std::erase_if(attempts, [&](Task<unique_fd> const& each) {
        if (winner || !each.done())
        {
            return false;
        }
        try
        {
            winner = each.result();
        }
        catch (OSError const&)
        {
            errors.push_back(std::current_exception());
        }
        return true;
    });
    return winner;
}

}  // namespace

Coroutine<unique_fd> connect_race(
    ref<loop_core> loop,
    std::vector<address> ways,
    std::optional<address> local,
    double delay,
    std::vector<std::exception_ptr>& errors)
{
    std::vector<Task<unique_fd>> attempts;
    std::exception_ptr interruption;
    unique_fd winner;
    try
    {
        for (std::size_t next = 0; !winner && (next != ways.size() || !attempts.empty());)
        {
            if (next != ways.size())
            {
                attempts.push_back(EventLoop(loop).create_task(connect_one(ways[next++], local)));
            }
            timeout const patience = next != ways.size() ? timeout(delay) : timeout();
            co_await asyncio::wait(attempts, patience, FIRST_COMPLETED);
            winner = take_winner(attempts, errors);
        }
    }
    catch (...)
    {
        interruption = std::current_exception();
    }
    for (auto const& each : attempts)
    {
        each.cancel();
    }
    co_await asyncio::gather(return_exceptions, attempts);
    if (interruption != nullptr)
    {
        std::rethrow_exception(interruption);
    }
    co_return std::move(winner);
}

}  // namespace quartet::asyncio::detail
