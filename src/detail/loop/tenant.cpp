// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "tenant.hpp"

#include "event_loop.hpp"

namespace quartet::detail {

short_mutex& tenant::mutex() noexcept
{
    static auto* const all = new short_mutex;  // outlives static objects
    return *all;
}

void tenant::enter(event_loop& loop) noexcept
{
    std::lock_guard const lock(mutex());
    home_ = &loop;
    previous_ = nullptr;
    next_ = loop.tenants_;
    if (next_ != nullptr)
    {
        next_->previous_ = this;
    }
    loop.tenants_ = this;
}

void tenant::leave() noexcept
{
    if (!is_ours())
    {
        return;
    }
    std::lock_guard const lock(mutex());
    if (home_ != nullptr)
    {
        (previous_ != nullptr ? previous_->next_ : home_->tenants_) = next_;
        if (next_ != nullptr)
        {
            next_->previous_ = previous_;
        }
        home_ = nullptr;
        evict();
    }
}

void tenant::evict_all(event_loop& loop) noexcept
{
    std::lock_guard const lock(mutex());
    while (tenant* const first = loop.tenants_)
    {
        loop.tenants_ = first->next_;
        first->home_ = nullptr;
        first->evict();
    }
}

}  // namespace quartet::detail
