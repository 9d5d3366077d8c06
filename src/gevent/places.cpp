// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/gevent/detail/places.hpp>

#include <mutex>

namespace quartet::gevent::detail {

bool places::enter(deadline const& end, char const* what)
{
    lock_type lock(mutex_);
    if (is_free())
    {
        ++taken_;
        return true;
    }
    return wait_in(comers_, lock, end, what);  // the place of one who left, then
}

void places::leave() noexcept
{
    lock_type lock(mutex_);
    if (!most_ || taken_ <= *most_)
    {
        if (auto next = comers_.claim_front())
        {
            lock.unlock();
            next.resume();
            return;
        }
    }
    --taken_;
    if (is_free())
    {
        lookers_.wake_all();
    }
    if (taken_ == 0)
    {
        joiners_.wake_all();
    }
}

bool places::wait_available(deadline const& end, char const* what)
{
    lock_type lock(mutex_);
    while (!is_free())
    {
        if (!wait_in(lookers_, lock, end, what))
        {
            return is_free();
        }
    }
    return true;
}

bool places::wait_empty(deadline const& end, char const* what)
{
    lock_type lock(mutex_);
    // Who is claimed need not look: at that moment nobody was in.
    return taken_ == 0 || wait_in(joiners_, lock, end, what) || taken_ == 0;
}

std::size_t places::taken() const noexcept
{
    lock_type const lock(mutex_);
    return taken_;
}

std::optional<std::size_t> places::most() const noexcept
{
    lock_type const lock(mutex_);
    return most_;
}

void places::most(std::optional<std::size_t> value) noexcept
{
    lock_type const lock(mutex_);
    most_ = value;
    while (is_free())
    {
        auto next = comers_.claim_front();
        if (!next)
        {
            lookers_.wake_all();
            return;
        }
        ++taken_;
        next.resume();
    }
}

}  // namespace quartet::gevent::detail
