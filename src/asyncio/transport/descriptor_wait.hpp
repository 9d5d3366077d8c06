// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_ASYNCIO_TRANSPORT_DESCRIPTOR_WAIT_HPP
#define QUARTET_SRC_ASYNCIO_TRANSPORT_DESCRIPTOR_WAIT_HPP

#include <quartet/asyncio/detail/promise.hpp>
#include <quartet/asyncio/detail/task_core.hpp>

#include <concepts>
#include <coroutine>

#include "../../detail/loop/descriptor.hpp"

namespace quartet::asyncio::detail {

/// Waits until a descriptor is ready, or was.
class descriptor_wait
{
public:
    descriptor_wait(
        quartet::detail::watched_descriptor& what, quartet::detail::direction where) noexcept
        : what_(what)
        , where_(where)
    {}

    class awaiter : public awaiter_tag, private suspension
    {
    public:
        awaiter(quartet::detail::watched_descriptor& what, quartet::detail::direction where)
            : suspension(how)
            , what_(what)
            , where_(where)
        {}
        ~awaiter() { what_.unwatch(where_); }

        bool await_ready() const noexcept { return false; }

        template <std::derived_from<promise_base> Promise>
        void await_suspend(std::coroutine_handle<Promise> by)
        {
            task_ = &task_of(by.promise());
            what_.watch(where_, task_->next_step());
            task_->wait_in(*this);
        }
        void await_resume() { task_->check_cancelled(); }

    private:
        static bool on_cancel(suspension& which, std::string const&)
        {
            auto& self = static_cast<awaiter&>(which);
            self.what_.unwatch(self.where_);
            self.task_->schedule();
            return false;
        }
        static constexpr kind how{&on_cancel, "a descriptor"};

        quartet::detail::watched_descriptor& what_;
        quartet::detail::direction const where_;
        task_core* task_ = nullptr;
    };
    auto operator co_await() const { return awaiter(what_, where_); }

private:
    quartet::detail::watched_descriptor& what_;
    quartet::detail::direction const where_;
};

}  // namespace quartet::asyncio::detail

#endif
