// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/detail/interrupt_guard.hpp>
#include <quartet/asyncio/detail/resident.hpp>
#include <quartet/asyncio/detail/task_core.hpp>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <utility>

#include "../detail/loop/descriptor.hpp"
#include "../detail/os_error.hpp"

namespace quartet::asyncio::detail {

using quartet::detail::direction;
using quartet::detail::unique_fd;

namespace {

/// An eventfd, which tells the loop. -1: nobody is to be told.
std::atomic<int> whom{-1};

extern "C" void interrupted(int)
{
    int const error = errno;
    std::uint64_t const one = 1;
    static_cast<void>(!::write(whom.load(), &one, sizeof one));
    errno = error;
}

bool is_caught()
{
    struct sigaction now = {};
    return ::sigaction(SIGINT, nullptr, &now) == 0 && now.sa_handler == &interrupted;
}

// A child must not tell the loop of its parent.
int const forgets = ::pthread_atfork(nullptr, nullptr, [] {
    if (whom.exchange(-1) != -1 && is_caught())
    {
        std::signal(SIGINT, SIG_DFL);
    }
});

bool has_default()
{
    struct sigaction now = {};
    return ::sigaction(SIGINT, nullptr, &now) == 0 && (now.sa_flags & SA_SIGINFO) == 0 &&
           now.sa_handler == SIG_DFL;
}

}  // namespace

class interrupt_guard::state : public counted_resident<counted<state>>
{
public:
    state(future_core& main, unique_fd event)
        : counted_resident(main.loop())
        , main_(&main)
        , event_(std::move(event))
    {}

    /// Not with Asio's signal_set: the loop may be stuck, and the second signal must have its default
    /// then, too.
    void begin()
    {
        event_.watch(direction::read, calls_);
        whom = event_.get();
        struct sigaction next = {};
        next.sa_handler = &interrupted;
        next.sa_flags = SA_RESETHAND | SA_RESTART;
        ::sigaction(SIGINT, &next, nullptr);
        is_open_ = true;
        enter();
    }

    void close() noexcept
    {
        if (std::exchange(is_open_, false))
        {
            if (is_caught())
            {
                std::signal(SIGINT, SIG_DFL);
            }
            whom = -1;
            event_.close();
            leave();
        }
    }

    bool has_cancelled() noexcept
    {
        auto* const task = dynamic_cast<task_core*>(main_.get());
        return was_interrupted_ && (task == nullptr || task->uncancel() == 0);
    }

private:
    void call()
    {
        if (is_open_ && !std::exchange(was_interrupted_, true))
        {
            main_->cancel({});
        }
    }

    void loop_closed() noexcept override { close(); }

    ref<future_core> const main_;
    quartet::detail::watched_descriptor event_;
    bool is_open_ = false;
    bool was_interrupted_ = false;
    loop_call<state, &state::call> calls_{*this};
};

interrupt_guard::interrupt_guard(future_core& main)
{
    if (::gettid() != ::getpid() || !has_default())
    {
        return;
    }
    unique_fd event(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!event)
    {
        quartet::detail::throw_os_error("asyncio::run: eventfd");
    }
    state_ = new state(main, std::move(event));
    state_->begin();
}

interrupt_guard::~interrupt_guard()
{
    if (state_ != nullptr)
    {
        state_->close();
    }
}

bool interrupt_guard::has_cancelled() const noexcept
{
    return state_ != nullptr && state_->has_cancelled();
}

}  // namespace quartet::asyncio::detail
