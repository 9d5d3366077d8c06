// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "event_loop.hpp"

#include <quartet/errors.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <filesystem>
#include <pthread.h>
#include <time.h>
#include <unistd.h>

namespace quartet::detail {
namespace {

constexpr int most_before_asio = 64;  // so asking, a system call, is a small part of the work

[[gnu::tls_model("initial-exec")]] constinit thread_local event_loop* current_loop = nullptr;

// Before main, so that no fork is missed. What lies in the loop of the parent is left alone.
[[maybe_unused]] int const forgets_loops = ::pthread_atfork(nullptr, nullptr, [] {
    current_loop = nullptr;
    idle_threads::count = 0;
});

long coarse_clock() noexcept
{
    timespec now;
    ::clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return now.tv_sec * 1'000'000'000 + now.tv_nsec;
}

/// Whether there is a thread that could wake us, and is not itself only waiting for work.
bool may_others_wake()
{
    auto const all = std::filesystem::directory_iterator("/proc/self/task");
    auto const threads = std::distance(begin(all), end(all));
    // Afterwards: who gives an idle one work, and ends, was among them then.
    return threads - 1 - idle_threads::count > 0;
}

}  // namespace

std::atomic<int> idle_threads::count{0};

/// The loop of a thread, which ends with it. Of the main thread it does not end: static objects may
/// have to do with it, and what its fibers refer to in main's frames is gone.
struct loop_holder
{
    std::uint32_t forks_at_birth = forks;

    ~loop_holder()
    {
        if (::gettid() != ::getpid() && forks == forks_at_birth)
        {
            event_loop::end();
        }
    }

    static event_loop& make(std::shared_ptr<boost::asio::io_context> io, bool is_exposed)
    {
        static thread_local loop_holder at_end_of_thread;
        at_end_of_thread.forks_at_birth = forks;
        current_loop = new event_loop(std::move(io), is_exposed);
        return *current_loop;
    }

    static void destroy(event_loop* loop) { delete loop; }
};

/// Asio's one timer, armed for the earliest of ours.
struct event_loop::asio_timer
{
    explicit asio_timer(io_context& io)
        : timer(io)
    {}

    boost::asio::steady_timer timer;
    clock::time_point armed_for = clock::time_point::max();  // max: not armed
};

event_loop* event_loop::here() noexcept
{
    return current_loop;
}

event_loop& event_loop::get()
{
    if (current_loop != nullptr)
    {
        return *current_loop;
    }
    return loop_holder::make(std::make_shared<io_context>(1), false);
}

event_loop& event_loop::make(io_context& over)
{
    if (current_loop != nullptr)
    {
        throw RuntimeError(
            "the thread has a hub already; give it the io_context before it is used");
    }
    return loop_holder::make(std::shared_ptr<io_context>(std::shared_ptr<void>(), &over), true);
}

void event_loop::end() noexcept
{
    if (event_loop* const ending = current_loop)
    {
        if (auto const on_end = the_hooks().on_end.load())
        {
            on_end(*ending);
        }
        current_loop = nullptr;
        loop_holder::destroy(ending);
    }
}

event_loop::hooks& event_loop::the_hooks() noexcept
{
    static constinit hooks all;
    return all;
}

event_loop::event_loop(std::shared_ptr<io_context> io, bool is_exposed)
    : io_(std::move(io))
    , is_exposed_(is_exposed)
    , box_(mailbox::acquire(*this))
    , thread_(agent::current())
    , asio_timer_(std::make_unique<asio_timer>(*io_))
{}

event_loop::~event_loop()
{
    timers_.clear();  // before others can learn that it is gone
    box_.release();
}

void event_loop::schedule(runnable& what) noexcept
{
    ready_.push(what);
    if (is_exposed_ && depth_ == 0)
    {
        post_drain();
    }
}

void event_loop::schedule_when_idle(runnable& what) noexcept
{
    idlers_.push(what);
    if (is_exposed_ && depth_ == 0)
    {
        post_drain();
    }
}

void event_loop::set(timer& which, clock::time_point at)
{
    timers_.add(which, at);
    if (is_exposed_ && depth_ == 0)
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
    if (is_exposed_ && depth_ == 0)
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
    ++depth_;
    bool more = true;
    while (more && !end.expired())
    {
        round();
        if (ready_.empty())
        {
            struct alarm : timer
            {
                alarm()
                    : timer([](timer&) {})
                {}
            } alarm;
            if (timers_.empty() && idlers_.empty() && io_->poll() == 0 && ready_.empty() &&
                !has_asio_work())
            {
                more = false;
                break;
            }
            if (!end.is_unlimited())
            {
                timers_.add(alarm, end.at());
            }
            wait_for_news(nullptr);
            timers_.remove(alarm);
        }
    }
    --depth_;
    return !more;
}

/// All that is ready now, each once.
void event_loop::round()
{
    if (ready_.empty())
    {
        return;
    }
    runnable const* const last = ready_.last();
    bool is_last = false;
    do
    {
        runnable& next = ready_.pop();
        is_last = &next == last;
        --patience_;
        next();
    } while (!is_last && !ready_.empty());
    look_around();
}

void event_loop::look_around()
{
    if (!timers_.empty())
    {
        look_at_clock();
        timers_.fire(now_);
    }
    if (patience_ > 0)
    {
        long const coarse = coarse_clock();
        if (coarse == coarse_)
        {
            return;
        }
        coarse_ = coarse;
    }
    ask_asio();
}

void event_loop::ask_asio()
{
    patience_ = most_before_asio;
    if (io_->stopped())
    {
        io_->restart();
    }
    io_->poll();
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
    arm();
    if (io_->stopped())
    {
        io_->restart();
    }
    if (io_->run_one() != 0)
    {
        ask_asio();
        look_at_clock();
        return;
    }
    // Asio expects nothing, so nothing of this thread's own will come.
    if (who != nullptr && who->is_interruptible() && the_hooks().on_deadlock != nullptr &&
        !may_others_wake())
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
    io_->restart();
    io_->run_one_for(1s);
}

bool event_loop::has_asio_work()
{
    if (io_->stopped())
    {
        io_->restart();
    }
    io_->poll();
    return !io_->stopped();  // it stops when nothing is outstanding
}

void event_loop::arm()
{
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
    asio_timer_->timer.async_wait([this, earliest](boost::system::error_code error) {
        if (error || asio_timer_->armed_for != earliest)
        {
            return;  // armed anew, or the loop is gone
        }
        asio_timer_->armed_for = clock::time_point::max();
        look_at_clock();
        timers_.fire(now_);
        if (is_exposed_ && depth_ == 0)
        {
            post_drain();
        }
    });
}

/// In a handler of an io_context that somebody else runs.
void event_loop::drain()
{
    is_drain_posted_ = false;
    ++depth_;
    round();
    if (ready_.empty())
    {
        ready_.take_all(idlers_);
    }
    --depth_;
    post_drain();
}

/// If there is something to do for one who runs the io_context.
void event_loop::post_drain()
{
    if (!ready_.empty() || !idlers_.empty())
    {
        if (!is_drain_posted_)
        {
            is_drain_posted_ = true;
            boost::asio::post(*io_, [this] { drain(); });
        }
    }
    else
    {
        arm();
    }
}

}  // namespace quartet::detail
