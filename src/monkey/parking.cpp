// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "parking.hpp"

namespace quartet::gevent::monkey::detail {

constinit std::array<parking::place, 512> parking::places{};
constinit thread_local bool parking::section::is_on = false;

void parking::begin(char const* what) noexcept
{
    who_ = self_.begin_wait(what);
    section const own(in_);
    if (in_.forks != quartet::detail::forks)
    {
        in_.first = in_.last = nullptr;  // the parent's
        in_.forks = quartet::detail::forks;
    }
    is_queued_ = true;
    previous_ = in_.last;
    next_ = nullptr;
    (in_.last != nullptr ? in_.last->next_ : in_.first) = this;
    in_.last = this;
}

void parking::take_out() noexcept
{
    (previous_ != nullptr ? previous_->next_ : in_.first) = next_;
    (next_ != nullptr ? next_->previous_ : in_.last) = previous_;
    is_queued_ = false;
}

bool parking::finish(bool is_woken) noexcept
{
    section const own(in_);
    if (is_queued_)
    {
        take_out();
    }
    return is_woken;
}

void parking::give_up() noexcept
{
    bool const is_mine = who_.claim();
    finish(false);
    if (!is_mine)
    {
        // Somebody has woken us, which another needs now.
        self_.await(deadline(timeout()));
        wake(address_, 1);
    }
}

unsigned parking::wake(void const* address, unsigned most) noexcept
{
    place& there = place_of(address);
    unsigned count = 0;
    // Who is claimed may go on at once, and leaves the list only with the mutex.
    section const own(there);
    if (there.forks != quartet::detail::forks)
    {
        return 0;
    }
    for (parking* each = there.first; each != nullptr && count != most;)
    {
        parking* const next = each->next_;
        if (each->address_ == address)
        {
            each->take_out();
            if (each->who_.claim())
            {
                ++count;
                each->who_.resume();
            }
        }
        each = next;
    }
    return count;
}

}  // namespace quartet::gevent::monkey::detail
