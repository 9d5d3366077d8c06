// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/concurrent/futures/detail/future_core.hpp>
#include <quartet/concurrent/futures/errors.hpp>

#include <algorithm>
#include <unistd.h>

#include "../../detail/exception_text.hpp"

namespace quartet::concurrent::futures::detail {

using quartet::detail::deadline;

void future_core::throw_done()
{
    throw InvalidStateError("the future is done already");
}

void future_core::end(std::unique_lock<quartet::detail::short_mutex>& lock, status how)
{
    status_.store(how, std::memory_order_release);
    waiters_.wake_all();
    watchers_.tell();
    auto callbacks = std::move(callbacks_);
    lock.unlock();
    if (!callbacks.empty())
    {
        run_callbacks(std::move(callbacks));
    }
}

void future_core::fail(std::exception_ptr error)
{
    finish([&] { error_ = std::move(error); });
}

bool future_core::try_fail(std::exception_ptr error)
{
    return try_finish([&] { error_ = std::move(error); });
}

bool future_core::cancel()
{
    if (is_done() || status_ == status::running)
    {
        return is_cancelled();
    }
    if (!withdraw())
    {
        return false;
    }
    auto const self = shared_from_this();  // a callback may drop the last handle
    std::unique_lock lock(mutex_);
    status now = status::pending;
    if (status_.compare_exchange_strong(now, status::cancelled))
    {
        end(lock, status::cancelled);
        discard();
        return true;
    }
    return now == status::cancelled;
}

bool future_core::set_running()
{
    bool const begins = begin();
    if (!begins && !is_cancelled())
    {
        throw InvalidStateError("the future runs or is done already");
    }
    return begins;
}

bool future_core::wait(deadline const& end)
{
    if (is_done())
    {
        return true;
    }
    if (!end.expired())
    {
        require_waitable();
    }
    // A wait with a limit ends in any case.
    if (end.is_unlimited())
    {
        help();
        if (is_done())
        {
            return true;
        }
        before_wait();
    }
    std::unique_lock lock(mutex_);
    struct unlocked_first
    {
        std::unique_lock<quartet::detail::short_mutex>& lock;
        future_core* told;
        ~unlocked_first()
        {
            lock.unlock();
            if (told != nullptr)
            {
                told->after_wait();
            }
        }
    } const at_end{lock, end.is_unlimited() ? this : nullptr};
    return is_done() || wait_in(waiters_, lock, end, "Future.result") || is_done();
}

std::exception_ptr const& future_core::error() const
{
    if (is_cancelled())
    {
        throw CancelledError();
    }
    return error_;
}

void future_core::add_done_callback(std::function<void()> callback)
{
    std::unique_lock lock(mutex_);
    if (!is_done())
    {
        callbacks_.push_back(std::move(callback));
        return;
    }
    lock.unlock();
    std::vector<std::function<void()>> now;
    now.push_back(std::move(callback));
    future_core::run_callbacks(std::move(now));
}

void future_core::watch(completions& whom, std::size_t number)
{
    std::lock_guard const lock(mutex_);
    if (is_done())
    {
        whom.add(number);
    }
    else
    {
        watchers_.add(whom, number);
    }
}

void future_core::forget(completions& whom) noexcept
{
    std::lock_guard const lock(mutex_);
    watchers_.remove(whom);
}

void future_core::run_callbacks(std::vector<std::function<void()>> callbacks) noexcept
{
    for (auto& each : callbacks)
    {
        try
        {
            each();
        }
        catch (...)
        {
            auto const about = quartet::detail::describe_exception(std::current_exception());
            std::string const text =
                "exception calling callback of a future: " + about.type + ": " + about.text + '\n';
            static_cast<void>(::write(STDERR_FILENO, text.data(), text.size()) < 0);
        }
        each = nullptr;
    }
}

}  // namespace quartet::concurrent::futures::detail
