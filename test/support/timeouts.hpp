// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef QUARTET_TEST_SUPPORT_TIMEOUTS_HPP
#define QUARTET_TEST_SUPPORT_TIMEOUTS_HPP

#include <quartet/gevent/sleep.hpp>
#include <quartet/gevent/timeout.hpp>

#include <chrono>
#include <optional>

#include "support/poll_until.hpp"

namespace quartet_test {

/// What a call was interrupted by; nothing: it was not.
template <class Call>
std::optional<quartet::gevent::Timeout> thrown_by(Call call)
{
    try
    {
        call();
    }
    catch (quartet::gevent::Timeout const& caught)
    {
        return caught;
    }
    return std::nullopt;
}

inline void wait_for_ever()
{
    quartet::gevent::sleep(3600);
}

/// Time passes, and the loop does not learn of it.
inline void pass(std::chrono::milliseconds time)
{
    auto const end = std::chrono::steady_clock::now() + time;
    poll_until([&] { return std::chrono::steady_clock::now() >= end; });
}

}  // namespace quartet_test

#endif
