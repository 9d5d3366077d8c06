// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/gevent/util.hpp>
#include <quartet/threading/event.hpp>

#include <chrono>
#include <cstdint>
#include <sstream>
#include <thread>
#include <unistd.h>

#include "../../detail/loop/event_loop.hpp"
#include "../../detail/text.hpp"
#include "../../detail/thread_stack.hpp"
#include "../uncaught.hpp"

namespace quartet::gevent::util {
namespace {

using quartet::detail::event_loop;

timeout::duration check(timeout const& most)
{
    if (!most.limit() || *most.limit() <= timeout::duration::zero())
    {
        throw ValueError(
            "max_blocking_time: must be above 0, but is " +
            (most.limit() ? quartet::detail::to_text(most) : "none"));
    }
    return *most.limit();
}

void print(EventLoopBlocked const& about)
{
    std::ostringstream out;
    out << "quartet: greenlet " << about.greenlet << " has kept its loop from others for "
        << about.blocking_time << " s:\n"
        << about.stack;
    std::string const text = std::move(out).str();
    static_cast<void>(::write(STDERR_FILENO, text.data(), text.size()) < 0);
}

}  // namespace

struct PeriodicMonitoringThread::monitor
{
    explicit monitor(MonitorOptions options)
        : most(check(options.max_blocking_time))
        , on_blocked(options.on_blocked ? std::move(options.on_blocked) : print)
        , activity(event_loop::get().now_running())
        , tid(::gettid())
        , thread([this] { watch(); })
    {}

    ~monitor()
    {
        stop.set();
        quartet::detail::agent::uninterruptible const shield;
        thread.join();
    }

    void watch()
    {
        struct wakes_nobody
        {
            wakes_nobody() { ++quartet::detail::idle_threads::count; }
            ~wakes_nobody() { --quartet::detail::idle_threads::count; }
        } const always;
        using clock = std::chrono::steady_clock;
        std::uint64_t turn = 0;  // the last that was seen
        auto since = clock::now();
        bool is_reported = false;
        while (!stop.wait(most / 4))
        {
            std::uint64_t const now = activity.turn.load(std::memory_order_relaxed);
            if (now != turn)
            {
                turn = now;
                since = clock::now();
                is_reported = false;
            }
            bool const is_running = turn % 2 != 0;
            if (is_running && !is_reported && clock::now() - since >= most)
            {
                auto const found = quartet::detail::look_at_thread(tid);
                if (found && found->turn == turn)
                {
                    is_reported = true;
                    std::chrono::duration<double> const length = clock::now() - since;
                    report(
                        {found->greenlet.data(),
                         length.count(),
                         quartet::detail::to_text(found->frames)});
                }
            }
        }
    }

    void report(EventLoopBlocked const& what) const noexcept
    {
        try
        {
            on_blocked(what);
        }
        catch (...)
        {
            gevent::detail::report_uncaught("PeriodicMonitoringThread");
        }
    }

    timeout::duration const most;
    std::function<void(EventLoopBlocked const&)> const on_blocked;
    event_loop::activity& activity;
    pid_t const tid;
    threading::Event stop;
    std::thread thread;
};

PeriodicMonitoringThread::PeriodicMonitoringThread(MonitorOptions options)
    : monitor_(std::make_unique<monitor>(std::move(options)))
{}

PeriodicMonitoringThread::~PeriodicMonitoringThread() = default;

}  // namespace quartet::gevent::util
