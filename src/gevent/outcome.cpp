// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/gevent/detail/outcome.hpp>

namespace quartet::gevent::detail {

bool outcome::wait(quartet::detail::deadline const& end, char const* what)
{
    if (is_ready())
    {
        return true;
    }
    std::unique_lock lock(mutex_);
    return is_ready() || wait_in(waiters_, lock, end, what) || is_ready();
}

void outcome::watch(quartet::detail::completions& whom, std::size_t number)
{
    std::lock_guard const lock(mutex_);
    if (is_ready())
    {
        whom.add(number);
    }
    else
    {
        watchers_.add(whom, number);
    }
}

void outcome::forget(quartet::detail::completions& whom) noexcept
{
    std::lock_guard const lock(mutex_);
    watchers_.remove(whom);
}

}  // namespace quartet::gevent::detail
