// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/gevent/detail/greenlet_core.hpp>
#include <quartet/gevent/timeout.hpp>

#include <atomic>
#include <sstream>
#include <string>
#include <thread>

#include "../detail/loop/event_loop.hpp"
#include "hub.hpp"

namespace quartet::gevent {

using quartet::detail::agent;
using quartet::detail::deadline;
using quartet::detail::event_loop;
using quartet::detail::forks;
using quartet::detail::interruption;
using quartet::detail::timer;

namespace detail {
namespace {

std::string describe(timeout const& seconds, std::string const& text, bool is_silent)
{
    std::ostringstream out;
    if (seconds.limit())
    {
        double const number = std::chrono::duration<double>(*seconds.limit()).count();
        out << number << (number == 1 ? " second" : " seconds");
    }
    if (!text.empty())
    {
        out << (seconds.limit() ? ": " : "") << text;
    }
    out << (is_silent ? " (silent)" : "");
    return out.str();
}

}  // namespace

/// What all copies of a Timeout share.
/**
 *     idle --start--> set --its time--> fired --thrown--> idle
 *      ^               |                  |
 *      +----cancel-----+------cancel------+
 *
 * All but the phase belongs to the thread that started it.
 */
class timeout_core final : private interruption,
                           private timer,
                           public std::enable_shared_from_this<timeout_core>
{
public:
    timeout_core(timeout after, std::exception_ptr other, std::string const& note, bool is_quiet)
        : timer([](timer& self) { static_cast<timeout_core&>(self).fire(); })
        , seconds(after)
        , instead(std::move(other))
        , is_silent(is_quiet)
        , text(describe(after, note, is_quiet))
    {}

    bool is_pending() const noexcept
    {
        return phase_.load(std::memory_order_acquire) != phase::idle && forks_ == forks;
    }

    void start();
    void cancel() noexcept;

    timeout const seconds;
    std::exception_ptr const instead;
    bool const is_silent;
    std::string const text;
    std::atomic<int> handles{0};  // the last one cancels it

private:
    enum class phase
    {
        idle,
        set,
        fired  // in the list of the agent, until it is thrown
    };

    void fire() noexcept;
    void cancel_here() noexcept;
    [[noreturn]] void raise() override;
    void dropped() noexcept override { phase_.store(phase::idle, std::memory_order_release); }

    std::atomic<phase> phase_{phase::idle};
    std::thread::id thread_;
    std::uint32_t forks_ = 0;                   // when it was started
    quartet::detail::mailbox* home_ = nullptr;  // of its loop
    agent* agent_ = nullptr;
    std::weak_ptr<greenlet_core> whose_;  // for others get the agent after it
    std::shared_ptr<timeout_core> self_;  // while it must be thrown
};

void timeout_core::start()
{
    if (is_pending())
    {
        throw AssertionError(
            "start: the Timeout (" + text + ") is started already; cancel it first");
    }
    if (!seconds.limit())
    {
        return;
    }
    install_hooks();
    event_loop& loop = event_loop::get();
    thread_ = std::this_thread::get_id();
    forks_ = forks;
    home_ = &loop.box();
    agent_ = &agent::current();
    whose_ = greenlet_core::current();
    if (*seconds.limit() > timeout::duration::zero())
    {
        loop.set(*this, deadline(seconds).at());
        phase_ = phase::set;
    }
    else
    {
        fire();
    }
}

void timeout_core::fire() noexcept
{
    auto const whose = whose_.lock();
    if (whose == nullptr || whose->now() == greenlet_core::phase::finished)
    {
        phase_.store(phase::idle, std::memory_order_release);
        return;
    }
    phase_.store(phase::fired, std::memory_order_release);
    if (agent_->interrupt(*this))
    {
        self_ = shared_from_this();
    }
}

void timeout_core::raise()
{
    auto const self = shared_from_this();
    self_ = nullptr;
    phase_.store(phase::idle, std::memory_order_release);
    if (instead != nullptr)
    {
        std::rethrow_exception(instead);
    }
    throw Timeout(self);
}

void timeout_core::cancel() noexcept
{
    if (phase_.load(std::memory_order_acquire) == phase::idle)
    {
        return;
    }
    if (thread_ == std::this_thread::get_id())
    {
        cancel_here();
        return;
    }
    if (forks_ != forks)
    {
        return;  // that thread is not there
    }
    try
    {
        auto self = shared_from_this();
        bool const is_posted = home_->post([self] {
            // Its loop may have ended, and another thread have got the mailbox.
            if (self->thread_ == std::this_thread::get_id())
            {
                self->cancel_here();
            }
        });
        if (auto lost = phase::set; !is_posted && phase_.compare_exchange_strong(lost, phase::idle))
        {
            // Its loop has ended, and forgotten it.
        }
        else if (!is_posted && lost == phase::fired)
        {
            // Its thread goes on without a loop, and may still throw it: never freed.
            static_cast<void>(new std::shared_ptr<timeout_core>(self));
        }
    }
    catch (std::bad_alloc const&)
    {
        // Then it is thrown.
    }
}

void timeout_core::cancel_here() noexcept
{
    if (forks_ != forks)
    {
        agent_->withdraw(*this);
        phase_.store(phase::idle, std::memory_order_release);
        return;
    }
    if (timer::is_set())
    {
        event_loop::here()->clear(*this);
    }
    if (agent_->withdraw(*this))
    {
        auto const last = std::move(self_);  // that it was kept for
        phase_.store(phase::idle, std::memory_order_release);
    }
}

}  // namespace detail

Timeout::Timeout(timeout seconds, effect what)
    : Timeout(std::make_shared<detail::timeout_core>(
          seconds, std::move(what.instead), what.text, what.is_silent))
{}

Timeout::Timeout(timeout seconds)
    : Timeout(seconds, effect())
{}

Timeout::Timeout(std::shared_ptr<detail::timeout_core> core) noexcept
    : core_(std::move(core))
{
    core_->handles.fetch_add(1, std::memory_order_relaxed);
}

Timeout::Timeout(Timeout const& other) noexcept
    : std::exception(other)
    , core_(other.core_)
{
    core_->handles.fetch_add(1, std::memory_order_relaxed);
}

Timeout& Timeout::operator=(Timeout const& other) noexcept
{
    Timeout copy(other);
    core_.swap(copy.core_);
    return *this;
}

Timeout::~Timeout()
{
    if (core_->handles.fetch_sub(1, std::memory_order_acq_rel) == 1)
    {
        core_->cancel();
    }
}

void Timeout::start() const
{
    core_->start();
}

void Timeout::cancel() const noexcept
{
    core_->cancel();
}

bool Timeout::pending() const noexcept
{
    return core_->is_pending();
}

std::optional<double> Timeout::seconds() const noexcept
{
    auto const& limit = core_->seconds.limit();
    return limit ? std::optional(std::chrono::duration<double>(*limit).count()) : std::nullopt;
}

bool Timeout::is_silent() const noexcept
{
    return core_->is_silent;
}

char const* Timeout::what() const noexcept
{
    return core_->text.c_str();
}

}  // namespace quartet::gevent
