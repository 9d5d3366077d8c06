// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "parking.hpp"

#include <new>

#include "../detail/loop/tenant.hpp"

namespace quartet::gevent::monkey::detail {

constinit std::array<parking::place, 512> parking::places{};

/// When a loop ends, greenlets that cannot be killed are left as they are: nobody must wake them any more,
/// for another one would not be woken then.
class parking::departure final : public quartet::detail::tenant
{
public:
    /// That the loop of the calling thread has one.
    static void prepare(event_loop& of) noexcept
    {
        if (current == nullptr || !current->is_in(of))
        {
            // It needs no memory, whose locks may be patched; nor is it destroyed with the thread's others,
            // one of which is the loop.
            alignas(departure) static constinit thread_local std::byte room[sizeof(departure)]{};
            current = new (room) departure(of);
            current->enter(of);
        }
    }

private:
    explicit departure(event_loop& of) noexcept
        : of_(of)
    {}

    void evict() noexcept override
    {
        for (place& there : places)
        {
            if (there.waiting == 0)
            {
                continue;
            }
            section const own(there);
            for (parking* each = there.first; each != nullptr;)
            {
                parking* const next = each->next_;
                if (each->loop_ == &of_)
                {
                    each->take_out();
                    --there.waiting;
                }
                each = next;
            }
        }
        current = nullptr;
    }

    static constinit thread_local departure* current;

    event_loop& of_;
};

constinit thread_local parking::departure* parking::departure::current = nullptr;

parking::parking(agent& self, void const* address, until_when kept) noexcept
    : in_(place_of(address))
    , address_(address)
    , self_(self)
    , loop_(event_loop::here())
    , kept_(kept)
{
    departure::prepare(*loop_);
    ++in_.waiting;
}

parking::~parking()
{
    {
        section const own(in_);
        if (is_queued_)
        {
            take_out();
        }
    }
    --in_.waiting;
}

void parking::begin(char const* what) noexcept
{
    section const own(in_);
    who_ = self_.begin_wait(what);
    if (is_queued_)
    {
        return;
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
    in_.passed_over -= is_passed_over_ ? 1 : 0;
}

bool parking::is_behind_one_passed_over() const noexcept
{
    if (!is_owed(address_))
    {
        return false;
    }
    section const own(in_);
    for (parking const* each = previous_; each != nullptr; each = each->previous_)
    {
        if (each->address_ == address_ && each->is_passed_over_)
        {
            return true;
        }
    }
    return false;
}

void parking::is_passed_over() noexcept
{
    section const own(in_);
    if (!std::exchange(is_passed_over_, true))
    {
        ++in_.passed_over;
    }
}

int parking::leave(int error) noexcept
{
    if (give_up())
    {
        wake(address_, 1);  // another needs it now
    }
    return error;
}

unsigned parking::wake(place& there, void const* address, unsigned most) noexcept
{
    int const error = errno;
    agent::unpatched const blocking;
    unsigned count = 0;
    for (bool is_done = false; !is_done;)
    {
        std::array<quartet::detail::waker, 32> woken;
        std::size_t size = 0;
        {
            section const own(there);
            parking* each = there.first;
            while (each != nullptr && size != woken.size() && count + size != most)
            {
                parking* const next = each->next_;
                if (address == nullptr || each->address_ == address)
                {
                    // Who is claimed may go on at once, and comes to the end of his wait with the mutex.
                    if (each->who_.claim())
                    {
                        woken[size++] = each->who_;
                    }
                    if (each->kept_ == until_when::woken)
                    {
                        each->take_out();
                    }
                }
                each = next;
            }
            is_done = size != woken.size();
        }
        for (std::size_t i = 0; i != size; ++i)
        {
            woken[i].resume();
        }
        count += unsigned(size);
    }
    errno = error;
    return count;
}

void parking::wake_everybody() noexcept
{
    for (place& each : places)
    {
        if (each.waiting != 0)
        {
            wake(each, nullptr, ~0u);
        }
    }
}

}  // namespace quartet::gevent::monkey::detail
