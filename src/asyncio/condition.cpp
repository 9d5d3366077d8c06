// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/condition.hpp>
#include <quartet/asyncio/errors.hpp>

#include <exception>
#include <string>

namespace quartet::asyncio {
namespace {

class notified : public detail::awaiter_tag, private detail::waiting_tasks::entry
{
public:
    explicit notified(detail::waiting_tasks& in) noexcept
        : entry(in)
        , in_(in)
    {}

    /// The coroutine may be destroyed before its turn.
    ~notified()
    {
        if (was_granted() && !has_resumed_ && is_at_home())
        {
            in_.grant();
        }
    }

    bool await_ready() const noexcept { return false; }

    template <std::derived_from<detail::promise_base> Promise>
    void await_suspend(std::coroutine_handle<Promise> by)
    {
        begin(detail::task_of(by.promise()));
    }
    void await_resume()
    {
        has_resumed_ = true;
        if (was_granted() && was_cancelled())
        {
            in_.grant();
        }
        check_cancelled();
    }

private:
    detail::waiting_tasks& in_;
    bool has_resumed_ = false;
};

struct until_notified
{
    detail::waiting_tasks& in;
    notified operator co_await() const noexcept { return notified(in); }
};

}  // namespace

Coroutine<bool> Condition::wait()
{
    require_locked("wait");
    lock_.release();
    std::exception_ptr cancelled;
    bool is_notified = false;
    try
    {
        co_await until_notified{waiters_};
        is_notified = true;
    }
    catch (CancelledError const&)
    {
        cancelled = std::current_exception();
    }
    for (bool has_lock = false; !has_lock;)
    {
        try
        {
            has_lock = co_await lock_.acquire();
        }
        catch (CancelledError const&)
        {
            cancelled = std::current_exception();
        }
    }
    if (cancelled != nullptr)
    {
        if (is_notified)
        {
            waiters_.grant();
        }
        std::rethrow_exception(cancelled);
    }
    co_return true;
}

void Condition::notify(int count)
{
    require_locked("notify");
    while (count-- > 0 && waiters_.grant())
    {}
}

void Condition::notify_all()
{
    require_locked("notify_all");
    waiters_.grant_all();
}

void Condition::require_locked(char const* verb) const
{
    if (!lock_.locked())
    {
        throw RuntimeError(std::string("cannot ") + verb + " on un-acquired lock");
    }
}

}  // namespace quartet::asyncio
