// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "event_loop.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <time.h>

#include "../traceback_recorder.hpp"
#include "readiness.hpp"

namespace quartet::detail {
namespace {

// Of fibers and rounds: so that asking, a system call or nearly one, is a small part of the work.
constexpr int most_before_asio = 64;
constexpr int rounds_a_clock = 4;

// Of a round, between looks at the coarse clock: a round of many long turns must not hold up timers, and one
// of short turns is not to look often.
constexpr int least_turns_a_clock = 8;
constexpr int most_turns_a_clock = 512;

long coarse_clock() noexcept
{
    timespec now;
    ::clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return now.tv_sec * 1'000'000'000 + now.tv_nsec;
}

}  // namespace

/// Asio's one timer, armed for the earliest of ours.
struct event_loop::asio_timer
{
    explicit asio_timer(io_context& io)
        : timer(io)
    {}

    boost::asio::steady_timer timer;
    clock::time_point armed_for = clock::time_point::max();  // max: not armed
};

event_loop::event_loop(std::shared_ptr<io_context> io, bool is_exposed)
    : io_(std::move(io))
    , is_exposed_(is_exposed)
    , box_(mailbox::acquire(*this))
    , thread_(&agent::current())
    , asio_timer_(std::make_unique<asio_timer>(*io_))
    , recorder_(traceback_recorder::is_active() ? nullptr : std::make_unique<traceback_recorder>())
{}

event_loop::~event_loop()
{
    tenant::evict_all(*this);
    if (readiness_ != nullptr)
    {
        readiness_->end();
    }
    *alive_ = nullptr;
    timers_.clear();  // before others can learn that it is gone
    box_.release();
}

void event_loop::schedule_when_idle(runnable& what) noexcept
{
    idlers_.push(what);
    if (is_run_by_others())
    {
        post_drain();
    }
}

void event_loop::set(timer& which, clock::time_point at)
{
    timers_.add(which, at);
    if (is_run_by_others())
    {
        arm();
    }
}

void event_loop::run_for(agent& who, deadline const& end) noexcept
{
    struct alarm : timer
    {
        alarm()
            : timer([](timer& self) { static_cast<alarm&>(self).is_over = true; })
        {}
        bool is_over = false;
    } alarm;
    ++depth_;
    if (!end.is_unlimited())
    {
        timers_.add(alarm, end.at());
    }
    while (who.is_waiting() && !alarm.is_over)
    {
        if (ready_.empty())
        {
            wait_for_news(&who);
        }
        else
        {
            round();
        }
    }
    timers_.remove(alarm);
    --depth_;
    if (is_run_by_others())
    {
        post_drain();
    }
}

void event_loop::run_round()
{
    ++depth_;
    round();
    look_around();
    --depth_;
}

bool event_loop::run_until_idle(deadline const& end)
{
    struct alarm : timer
    {
        alarm()
            : timer([](timer&) {})
        {}
    } alarm;
    ++depth_;
    bool more = true;
    while (more && !end.expired())
    {
        round();
        if (!ready_.empty())
        {
            continue;
        }
        if (timers_.empty() && idlers_.empty())
        {
            arm();  // Asio may have a timer for one of ours that was cleared
            more = has_asio_work() || !ready_.empty();
            if (!more || !ready_.empty())
            {
                continue;
            }
        }
        if (!end.is_unlimited())
        {
            timers_.add(alarm, end.at());
        }
        wait_for_news(nullptr);
        timers_.remove(alarm);
    }
    --depth_;
    return !more;
}

inline void fiber_agent::run()
{
    if (fiber_ == nullptr && (owner_ == nullptr || (fiber_ = owner_->begin()) == nullptr))
    {
        return;
    }
    auto& activity = event_loop::here()->now_running();
    activity.who.store(this, std::memory_order_relaxed);
    activity.count();
    is_running_ = true;
    running_fiber = this;
    if (asio_calls_ != nullptr)
    {
        asio_calls::set(asio_calls_);
    }
    fiber_->resume();
    asio_calls_ = asio_calls::get();
    if (asio_calls_ != nullptr)
    {
        asio_calls::set(nullptr);
    }
    running_fiber = nullptr;
    is_running_ = false;
    activity.count();
    if (fiber_->is_finished())
    {
        owner_->finished();
    }
}

/// All that is ready now, each once.
void event_loop::round()
{
    if (ready_.empty())
    {
        return;
    }
    run_ready();
    look_around();
}

void event_loop::run_ready()
{
    asio_calls::aside const own;
    runnable const* const last = ready_.last();
    bool is_last = false;
    do
    {
        runnable& next = ready_.pop();
        is_last = &next == last;
        --patience_;
        if (runnable* const after = ready_.first(); after != nullptr && after->is_fiber())
        {
            static_cast<fiber_agent*>(after)->prefetch();
        }
        if (next.is_fiber())
        {
            static_cast<fiber_agent&>(next).run();
        }
        else
        {
            next();
        }
        if (--turns_to_clock_ <= 0)
        {
            look_at_timers();
        }
    } while (!is_last && !ready_.empty());
}

/// In the middle of a round, now and then.
void event_loop::look_at_timers()
{
    long const now = coarse_clock();
    bool const is_new = std::exchange(coarse_of_turns_, now) != now;
    turns_a_clock_ =
        is_new ? least_turns_a_clock : std::min(2 * turns_a_clock_, most_turns_a_clock);
    turns_to_clock_ = turns_a_clock_;
    if (is_new)
    {
        fire_timers();
    }
}

/// Whose time has come goes first: the others have had turns meanwhile.
void event_loop::fire_timers()
{
    if (timers_.empty())
    {
        return;
    }
    look_at_clock();
    run_queue others;
    others.take_all(ready_);
    timers_.fire(now_);
    ready_.take_all(others);
}

void event_loop::look_around()
{
    fire_timers();
    if (patience_ > 0)
    {
        if (--rounds_to_clock_ > 0)
        {
            return;
        }
        rounds_to_clock_ = rounds_a_clock;
        long const coarse = coarse_clock();
        if (coarse == coarse_)
        {
            return;
        }
        coarse_ = coarse;
    }
    ask_asio();
}

template <class Run>
std::size_t event_loop::run_handlers(Run run)
{
    if (io_->stopped())
    {
        if (is_draining_)
        {
            return 0;  // who runs the io_context is to return
        }
        io_->restart();
    }
    try
    {
        return run(*io_);
    }
    catch (...)
    {
        if (the_hooks().on_exception == nullptr)
        {
            throw;
        }
        the_hooks().on_exception.load()(*this);
        return 1;
    }
}

void event_loop::ask_asio()
{
    patience_ = most_before_asio;
    if (readiness_ != nullptr)
    {
        readiness_->look();
    }
    run_handlers([](io_context& io) { return io.poll(); });
}

/// Nothing is ready. Waits until something is, or the thread was nudged.
void event_loop::wait_for_news(agent* who)
{
    look_at_clock();
    if (timers_.fire(now_))
    {
        return;
    }
    if (!idlers_.empty())
    {
        ask_asio();
        if (ready_.empty())
        {
            ready_.take_all(idlers_);
        }
        return;
    }
    if (readiness_ != nullptr && readiness_->is_promising())
    {
        if (--patience_ <= 0)
        {
            ask_asio();  // it may have something, too
            return;
        }
        if (readiness_->look())
        {
            return;
        }
    }
    arm();
    if (run_handlers([](io_context& io) { return io.run_one(); }) != 0)
    {
        // If it woke somebody, he comes first; what else Asio has will not be forgotten.
        if (ready_.empty())
        {
            ask_asio();
        }
        look_at_clock();
        return;
    }
    // Asio expects nothing, so nothing of this thread's own will come.
    if (who != nullptr && who->is_interruptible() && the_hooks().on_deadlock != nullptr &&
        !idle_threads::may_others_wake())
    {
        // One that has just ended, or is idle now, may have woken us before.
        if (!has_asio_work() && ready_.empty() && who->is_waiting())
        {
            the_hooks().on_deadlock.load()(*this, *who);
        }
        return;
    }
    // Other threads may end; then look again.
    using namespace std::chrono_literals;
    auto const guard = boost::asio::make_work_guard(*io_);
    run_handlers([](io_context& io) { return io.run_one_for(1s); });
}

bool event_loop::may_thread_wait() const noexcept
{
    return depth_ == 0 && has_company() && (!is_exposed_ || asio_calls::get() == nullptr);
}

bool event_loop::has_asio_work()
{
    ask_asio();
    // It stops when nothing is outstanding.
    return !io_->stopped() || (readiness_ != nullptr && readiness_->is_awaited());
}

void event_loop::arm()
{
    if (readiness_ != nullptr)
    {
        readiness_->arm();
    }
    if (timers_.empty())
    {
        // Asio must not wait for what nobody waits for.
        if (asio_timer_->armed_for != clock::time_point::max())
        {
            asio_timer_->armed_for = clock::time_point::max();
            asio_timer_->timer.cancel();
        }
        return;
    }
    auto const earliest = timers_.earliest();
    if (asio_timer_->armed_for == earliest)
    {
        return;
    }
    asio_timer_->armed_for = earliest;
    asio_timer_->timer.expires_at(earliest);
    asio_timer_->timer.async_wait(
        [this, alive = alive_, earliest](boost::system::error_code error) {
            if (error || *alive == nullptr || asio_timer_->armed_for != earliest)
            {
                return;  // armed anew, or the loop is gone
            }
            asio_timer_->armed_for = clock::time_point::max();
            if (current_loop != this)
            {
                throw RuntimeError("the io_context of a hub must be run in the thread of the hub");
            }
            look_at_clock();
            timers_.fire(now_);
            if (is_run_by_others())
            {
                post_drain();
            }
        });
}

}  // namespace quartet::detail
