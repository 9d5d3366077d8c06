// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/gevent/detail/async_core.hpp>

#include <mutex>

#include "../detail/loop/event_loop.hpp"
#include "linked_call.hpp"
#include "uncaught.hpp"

namespace quartet::gevent::detail {

using quartet::detail::event_loop;

std::size_t async_core::link(std::function<void()> callback)
{
    link_entry entry{0, std::this_thread::get_id(), &event_loop::get().box(), std::move(callback)};
    std::unique_lock lock(links_mutex_);
    entry.number = ++last_link_;
    if (!is_ready())
    {
        links_.push_back(std::move(entry));
        return last_link_;
    }
    std::size_t const number = last_link_;
    lock.unlock();
    schedule(std::move(entry));
    return number;
}

void async_core::unlink(std::size_t number) noexcept
{
    link_entry taken{};  // destroyed without the mutex
    std::lock_guard const lock(links_mutex_);
    for (auto each = links_.begin(); each != links_.end(); ++each)
    {
        if (each->number == number)
        {
            taken = std::move(*each);
            links_.erase(each);
            return;
        }
    }
}

void async_core::call_linked()
{
    std::unique_lock lock(links_mutex_);
    auto const now = std::exchange(links_, {});
    lock.unlock();
    for (auto const& each : now)
    {
        schedule(each);
    }
}

void async_core::schedule(link_entry what)
{
    auto call = [callback = std::move(what.callback)] {
        try
        {
            callback();
        }
        catch (...)
        {
            report_uncaught("link of an AsyncResult");
        }
    };
    event_loop* const here = event_loop::here();
    if (here != nullptr && &here->box() == what.home)
    {
        call_soon(std::move(call));
        return;
    }
    what.home->post([thread = what.thread, call = std::move(call)] {
        // That thread may have ended, and another one have got the mailbox.
        if (thread == std::this_thread::get_id())
        {
            call();
        }
    });
}

}  // namespace quartet::gevent::detail
