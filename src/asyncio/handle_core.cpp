// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/detail/loop_core.hpp>
#include <quartet/errors.hpp>

#include <utility>

#include "turn.hpp"

namespace quartet::asyncio::detail {

handle_core::handle_core(loop_core& loop, std::function<void()> call)
    : runnable(&run)
    , timer(&fire)
    , loop_(&loop)
    , call_(std::move(call))
{
    if (call_ == nullptr)
    {
        throw TypeError("call: is empty");
    }
}

void handle_core::call_soon()
{
    if (loop_->is_closed())
    {
        return;
    }
    intrusive_ptr_add_ref(this);
    loop_->schedule(*this);
}

void handle_core::call_at(std::chrono::steady_clock::time_point when)
{
    when_ = when;
    loop_->set(*this, when);
    intrusive_ptr_add_ref(this);
}

void handle_core::cancel() noexcept
{
    ref<handle_core> const self(this);
    is_cancelled_ = true;
    if (timer::is_set())
    {
        loop_->clear(*this);
        intrusive_ptr_release(this);
    }
    if (!runnable::is_queued())
    {
        call_ = nullptr;
    }
}

void handle_core::fire(quartet::detail::timer& which)
{
    auto& self = static_cast<handle_core&>(which);
    if (self.loop_->is_closed())
    {
        intrusive_ptr_release(&self);
        return;
    }
    self.loop_->schedule(self);
}

void handle_core::run(quartet::detail::runnable& which)
{
    auto& self = static_cast<handle_core&>(which);
    if (!self.loop_->admit(self))
    {
        return;
    }
    ref<handle_core> const alive(&self, false);
    auto const call = std::exchange(self.call_, nullptr);
    if (self.is_cancelled_ || call == nullptr || self.loop_->is_closed())
    {
        return;
    }
    turn const mine(*self.loop_, nullptr, &self.context_);
    try
    {
        call();
    }
    catch (SystemExit const&)
    {
        self.loop_->fail(std::current_exception());
    }
    catch (...)
    {
        self.loop_->report({"Exception in callback", std::current_exception(), {}});
    }
}

}  // namespace quartet::asyncio::detail
