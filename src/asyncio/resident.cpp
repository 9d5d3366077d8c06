// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/detail/loop_core.hpp>
#include <quartet/asyncio/detail/resident.hpp>

#include <utility>

namespace quartet::asyncio::detail {

/// While it lives, a function of the resident runs.
class resident::visit
{
public:
    explicit visit(resident& of) noexcept
        : of_(of)
    {
        of_.keep();
        ++of_.visits_;
    }
    ~visit()
    {
        --of_.visits_;
        of_.settle();
    }
    visit(visit const&) = delete;
    visit& operator=(visit const&) = delete;

private:
    resident& of_;
};

resident::resident(loop_core& loop) noexcept
    : loop_(&loop)
{}

resident::~resident() = default;

void resident::enter() noexcept
{
    keep();
    loop_->residents_.push_front(*this);
}

void resident::leave() noexcept
{
    if (is_linked())
    {
        unlink();
        settle();
    }
}

void resident::close_loop() noexcept
{
    visit const inside(*this);
    unlink();
    loop_closed();
}

void resident::keep() noexcept
{
    if (!std::exchange(is_kept_, true))
    {
        add_reference();
    }
}

/// Gives the reference back when nothing needs it any more.
void resident::settle() noexcept
{
    if (!is_kept_ || is_linked() || visits_ != 0)
    {
        return;
    }
    for (resident_call const* each = calls_; each != nullptr; each = each->next_)
    {
        if (each->is_queued())
        {
            return;
        }
    }
    is_kept_ = false;
    release_reference();
}

resident_call::resident_call(resident& whose, void (*function)(resident&)) noexcept
    : runnable(&run)
    , whose_(whose)
    , function_(function)
    , next_(std::exchange(whose.calls_, this))
{}

void resident_call::schedule() noexcept
{
    whose_.keep();
    whose_.loop().schedule(*this);
    whose_.settle();  // a loop that is closed schedules nothing
}

void resident_call::run(runnable& which)
{
    auto const& self = static_cast<resident_call&>(which);
    if (self.whose_.loop().admit(which))
    {
        resident::visit const inside(self.whose_);
        self.function_(self.whose_);
    }
}

}  // namespace quartet::asyncio::detail
