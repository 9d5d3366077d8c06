// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "time_limits.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <string>
#include <sys/time.h>

namespace quartet::gevent::monkey::detail {
namespace {

constinit std::atomic<bool> are_there_some{false};

timeout ask(int fd, int option) noexcept
{
    timeval limit{};
    socklen_t size = sizeof limit;
    if (::getsockopt(fd, SOL_SOCKET, option, &limit, &size) != 0 ||
        (limit.tv_sec == 0 && limit.tv_usec == 0))
    {
        return {};
    }
    constexpr time_t most = 8'000'000'000;  // some centuries
    return timeout(
        std::chrono::seconds(std::min(limit.tv_sec, most)) +
        std::chrono::microseconds(limit.tv_usec));
}

}  // namespace

void time_limits::look_for_some() noexcept
{
    try
    {
        for (auto const& each : std::filesystem::directory_iterator("/proc/self/fd"))
        {
            int const fd = std::stoi(each.path().filename().string());
            if (ask(fd, SO_RCVTIMEO).limit() || ask(fd, SO_SNDTIMEO).limit())
            {
                there_may_be_some();
            }
        }
    }
    catch (...)
    {
        there_may_be_some();  // nobody can tell
    }
}

void time_limits::there_may_be_some() noexcept
{
    are_there_some.store(true, std::memory_order_relaxed);
}

quartet::detail::deadline time_limits::of(int fd, int option) noexcept
{
    return quartet::detail::deadline(
        are_there_some.load(std::memory_order_relaxed) ? ask(fd, option) : timeout());
}

}  // namespace quartet::gevent::monkey::detail
