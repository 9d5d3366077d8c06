// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/detail/wait_core.hpp>
#include <quartet/asyncio/event_loop.hpp>
#include <quartet/asyncio/future.hpp>

#include <utility>

namespace quartet::asyncio::detail {

struct wait_core::member : done_node
{
    member(wait_core& whose, future_core& which, std::size_t its_number, bool decides)
        : done_node(&tell)
        , in(whose)
        , of(&which)
        , number(its_number)
        , is_decisive_if_failed(decides)
    {
        on_behalf_of(in.waiter_);
    }
    ~member() { of->remove(*this); }

    static void tell(done_node& which, news) noexcept
    {
        auto& told = static_cast<member&>(which);
        told.in.count(told);
    }

    wait_core& in;
    ref<future_core> const of;
    std::size_t const number;
    bool const is_decisive_if_failed;
};

wait_core::wait_core(loop_core& loop, std::size_t most)
    : loop_(loop)
{
    members_.reserve(most);
    order_.reserve(most);
}

wait_core::~wait_core() = default;

void wait_core::add(future_core& which, bool is_decisive_if_failed)
{
    members_.push_back(
        std::make_unique<member>(*this, which, members_.size(), is_decisive_if_failed));
    if (which.is_done())
    {
        count(*members_.back());
    }
    else
    {
        which.add(*members_.back());
    }
}

void wait_core::count(member const& which) noexcept
{
    order_.push_back(which.number);  // there is room
    is_decided_ |= which.is_decisive_if_failed && which.of->raw_error() != nullptr;
    if (waiter_ != nullptr && !waiter_->is_done() && is_enough())
    {
        waiter_->succeed();
    }
}

Coroutine<void> wait_core::until(std::size_t count, quartet::timeout limit)
{
    wanted_ = count;
    if (is_enough())
    {
        co_return;
    }
    EventLoop const loop{ref<loop_core>(&loop_)};
    struct awaited : Future<void>
    {
        awaited(EventLoop const& in, wait_core& by, quartet::timeout limit)
            : Future<void>(in)
            , whose(by)
        {
            whose.waiter_ = core_;
            if (limit.limit())
            {
                alarm = in.call_later(limit, [self = core_] {
                    if (!self->is_done())
                    {
                        self->succeed();
                    }
                });
            }
        }
        ~awaited()
        {
            whose.waiter_ = nullptr;
            if (alarm)
            {
                alarm->cancel();
            }
        }
        wait_core& whose;
        std::optional<Handle> alarm;
    };
    awaited const waiter(loop, *this, limit);
    co_await waiter;
}

}  // namespace quartet::asyncio::detail
