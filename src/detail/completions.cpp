// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/detail/completions.hpp>

namespace quartet::detail {

void completions::add(std::size_t number)
{
    std::unique_lock lock(mutex_);
    numbers_.push_back(number);
    if (auto waiter = waiters_.claim_front())
    {
        waiter.resume();
    }
}

std::optional<std::size_t> completions::next(deadline const& end)
{
    std::unique_lock lock(mutex_);
    while (given_ == numbers_.size())
    {
        if (!wait_in(waiters_, lock, end, "wait"))
        {
            break;
        }
    }
    return given_ != numbers_.size() ? std::optional(numbers_[given_++]) : std::nullopt;
}

}  // namespace quartet::detail
