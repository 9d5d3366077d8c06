// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/detail/gather_core.hpp>
#include <quartet/asyncio/errors.hpp>

namespace quartet::asyncio::detail {

void gather_core::begin()
{
    intrusive_ptr_add_ref(this);  // until the last child is done
    left_ = children().size();
    for (child& each : children())
    {
        each.on_behalf_of(*this);
        if (!each.of->is_done())
        {
            each.of->add(each);
        }
    }
    if (children().empty())
    {
        all_done();
    }
    for (child& each : children())
    {
        if (!each.is_linked())
        {
            child_done(*each.of);
        }
    }
}

void gather_core::child::tell(done_node& which, news) noexcept
{
    child& self = static_cast<child&>(which);
    self.waiter_as<gather_core>().child_done(*self.of);
}

bool gather_core::cancel(std::string const& message)
{
    if (is_done())
    {
        return false;
    }
    bool any = false;
    for (child& each : children())
    {
        any |= each.of->cancel(message);
    }
    is_to_be_cancelled_ |= any;
    return any;
}

void gather_core::child_done(future_core& which) noexcept
{
    if (is_done())
    {
        which.mark_seen();  // the first exception was thrown on; the others are lost, as in Python
    }
    else if (!keeps_errors_ && which.is_cancelled())
    {
        fail(std::make_exception_ptr(CancelledError(which.cancel_message())));
    }
    else if (!keeps_errors_ && which.raw_error() != nullptr)
    {
        fail(which.error());
    }
    if (--left_ == 0)
    {
        all_done();
    }
}

void gather_core::all_done() noexcept
{
    ref<future_core> const self(this, false);
    if (is_done())
    {
        return;
    }
    try
    {
        if (is_to_be_cancelled_)
        {
            throw CancelledError();
        }
        collect();
    }
    catch (...)
    {
        fail(std::current_exception());
        return;
    }
    succeed();
}

}  // namespace quartet::asyncio::detail
