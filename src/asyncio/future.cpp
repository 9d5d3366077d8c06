// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/future.hpp>
#include <quartet/asyncio/task.hpp>
#include <quartet/detail/agent.hpp>
#include <quartet/detail/deadline.hpp>

#include <memory>
#include <ostream>
#include <utility>

namespace quartet::asyncio {
namespace {

/// A call that is made soon after a future is done. Owns itself.
class callback final : public detail::done_node
{
public:
    /// What the call gets; set when it is done, for until then it would keep the future.
    using done = std::shared_ptr<detail::ref<detail::future_core>>;

    callback(
        detail::future_core& of,
        detail::ref<detail::handle_core> call,
        done self,
        detail::future_core* awaited_by)
        : done_node(&tell)
        , of_(of)
        , call_(std::move(call))
        , self_(std::move(self))
    {
        if (awaited_by != nullptr)
        {
            on_behalf_of(*awaited_by);
        }
    }

private:
    static void tell(done_node& which, news what) noexcept
    {
        std::unique_ptr<callback> const self(&static_cast<callback&>(which));
        if (what == news::done)
        {
            *self->self_ = &self->of_;
            self->call_->call_soon();
        }
    }

    detail::future_core& of_;
    detail::ref<detail::handle_core> const call_;
    done const self_;
};

}  // namespace

EventLoop future::get_loop() const
{
    return EventLoop(detail::ref<detail::loop_core>(&core_->loop()));
}

Handle future::call_when_done(
    std::function<void(detail::ref<detail::future_core>)> call,
    detail::future_core* awaited_by) const
{
    auto const self = std::make_shared<detail::ref<detail::future_core>>();
    detail::ref<detail::handle_core> const made(
        new detail::handle_core(core_->loop(), [call = std::move(call), self] { call(*self); }));
    if (done())
    {
        *self = core_;
        made->call_soon();
    }
    else
    {
        core_->add(*new callback(*core_, made, self, awaited_by));
    }
    return Handle(made);
}

Handle future::add_done_callback(std::function<void()> call) const
{
    if (call == nullptr)
    {
        throw TypeError("add_done_callback: callback is empty");
    }
    return call_when_done([call = std::move(call)](detail::ref<detail::future_core>) { call(); });
}

bool future::wait(quartet::timeout limit) const
{
    using quartet::detail::agent;
    if (done())
    {
        return true;
    }
    if (agent::blocking::is_on())
    {
        throw RuntimeError(
            "wait: a task would block the loop that it waits for; it has to co_await");
    }
    detail::loop_core& loop = core_->loop();
    if (!loop.is_running())
    {
        if (!limit.limit())
        {
            loop.run_until(*core_);
            return true;
        }
        auto const alarm = get_loop().call_later(limit, [&] { loop.stop(); });
        loop.run_until_stopped(*core_);
        alarm.cancel();
        return done();
    }
    if (!loop.is_here())
    {
        throw RuntimeError("wait: the loop runs in another thread; use run_coroutine_threadsafe()");
    }
    struct waiter : detail::done_node
    {
        waiter(detail::future_core& which, agent& whose)
            : done_node(&resume)
            , of(which)
            , who(whose.begin_wait("Future.wait"))
        {
            on_behalf_of(whose);
            of.add(*this);
        }
        ~waiter() { of.remove(*this); }

        static void resume(done_node& self, news) noexcept
        {
            auto& told = static_cast<waiter&>(self).who;
            if (told.claim())
            {
                told.resume();
            }
        }
        detail::future_core& of;
        quartet::detail::waker who;
    };
    agent& self = agent::current();
    {
        waiter const mine(*core_, self);
        if (!self.await_or_interruption(quartet::detail::deadline(limit)))
        {
            self.throw_interruption();
        }
    }
    return done();
}

std::ostream& operator<<(std::ostream& out, future const& what)
{
    return out << (what ? what.core().describe() : "<no future>");
}

}  // namespace quartet::asyncio
