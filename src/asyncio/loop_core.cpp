// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/detail/loop_core.hpp>
#include <quartet/asyncio/detail/task_core.hpp>
#include <quartet/asyncio/errors.hpp>
#include <quartet/concurrent/futures/thread_pool_executor.hpp>
#include <quartet/detail/agent.hpp>
#include <quartet/detail/deadline.hpp>

#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <sstream>
#include <utility>

#include "../detail/exception_text.hpp"
#include "../detail/loop/event_loop.hpp"
#include "turn.hpp"

namespace quartet::asyncio::detail {

using quartet::detail::agent;
using quartet::detail::deadline;
using quartet::detail::event_loop;
using quartet::detail::mailbox;
using quartet::detail::waker;

constinit thread_local turn::who turn::current;

namespace {

/// A handler of Asio has thrown, where gevent does not deal with that.
void report_handler(event_loop&)
{
    if (loop_core* const who = loop_core::running())
    {
        who->report({"Exception in a handler of Asio", std::current_exception(), {}});
    }
}

// The innermost that runs in this thread: a greenlet's may run within the time of another.
constinit thread_local loop_core* runs_here = nullptr;

}  // namespace

void turn::tell_if_slow() const noexcept
{
    std::chrono::duration<double> const took = loop_core::clock::now() - began_;
    if (began_ != loop_core::clock::time_point() &&
        took.count() >= current.loop->slow_callback_duration)
    {
        std::ostringstream text;
        text << "Executing "
             << (current.task != nullptr ? current.task->describe() : std::string("a callback"))
             << " took " << took.count() << " seconds";
        current.loop->report({text.str(), nullptr, {}});
    }
}

loop_core::loop_core()
{
    char const* const wanted = std::getenv("PYTHONASYNCIODEBUG");
    is_debug = wanted != nullptr && *wanted != '\0';
}

loop_core::~loop_core() = default;

loop_core* loop_core::running() noexcept
{
    return turn::current.loop != nullptr ? turn::current.loop : runs_here;
}

loop_core& loop_core::require_running()
{
    if (loop_core* const found = running())
    {
        return *found;
    }
    throw RuntimeError("no running event loop");
}

loop_core& loop_core::require_any()
{
    if (loop_core* const found = running())
    {
        return *found;
    }
    ref<loop_core>& mine = of_thread();
    if (mine == nullptr)
    {
        mine = new loop_core;
    }
    return *mine;
}

ref<loop_core>& loop_core::of_thread() noexcept
{
    struct holder
    {
        ref<loop_core> loop;

        // With the thread ends its loop, whose tasks would keep it for ever.
        ~holder()
        {
            if (loop != nullptr && !loop->is_running())
            {
                loop->close();
            }
        }
    };
    static thread_local holder mine;
    return mine.loop;
}

void loop_core::require_open() const
{
    if (is_closed_)
    {
        throw RuntimeError("Event loop is closed");
    }
}

bool loop_core::is_here() const noexcept
{
    return is_running_ && floor_ == event_loop::here();
}

void loop_core::require_own_thread(char const* function) const
{
    if (is_debug && floor_ != nullptr && is_running_ && floor_ != event_loop::here())
    {
        throw RuntimeError(
            std::string(function) +
            ": non-thread-safe operation invoked on an event loop other than the current one");
    }
}

// --- running ---

/// Its thread is the calling one from now on.
void loop_core::bind()
{
    floor_ = &event_loop::get();
    void (*nobody)(event_loop&) = nullptr;
    event_loop::the_hooks().on_exception.compare_exchange_strong(nobody, &report_handler);
    std::lock_guard const lock(mutex_);
    box_ = &floor_->box();
}

void loop_core::begin_running()
{
    is_running_ = true;
    outer_ = std::exchange(runs_here, this);
    while (!aside_.empty())
    {
        floor_->schedule(aside_.pop());
    }
    take_arrivals();
}

void loop_core::attach()
{
    bind();
    begin_running();
}

void loop_core::detach() noexcept
{
    is_running_ = false;
    // Others that run in greenlets need not end in the order in which they began.
    loop_core** at = &runs_here;
    while (*at != this)
    {
        at = &(*at)->outer_;
    }
    *at = std::exchange(outer_, nullptr);
}

void loop_core::run()
{
    require_open();
    if (is_running_)
    {
        throw RuntimeError("This event loop is already running");
    }
    if (turn::current.loop != nullptr)
    {
        throw RuntimeError("Cannot run the event loop while another loop is running");
    }
    bind();
    agent& self = agent::current();
    waker mine = self.begin_wait("EventLoop.run");
    runner_ = &mine;
    begin_running();
    if (std::exchange(is_stopping_, false))
    {
        call_soon_threadsafe([this] { stop(); });
    }
    bool const was_stopped = self.await_or_interruption(deadline(std::nullopt));
    detach();
    runner_ = nullptr;
    if (auto const thrown = std::exchange(failure_, nullptr))
    {
        std::rethrow_exception(thrown);
    }
    if (!was_stopped)
    {
        self.throw_interruption();
    }
}

void loop_core::stop() noexcept
{
    if (runner_ == nullptr)
    {
        is_stopping_ = !is_running_;
        return;
    }
    waker& who = *static_cast<waker*>(std::exchange(runner_, nullptr));
    if (who.claim())
    {
        who.resume();
    }
}

void loop_core::fail(std::exception_ptr with) noexcept
{
    if (failure_ == nullptr)
    {
        failure_ = std::move(with);
    }
    stop();
}

void loop_core::run_until_stopped(future_core& done)
{
    struct stopper : done_node
    {
        explicit stopper(future_core& of) noexcept
            : done_node([](done_node& which, news) noexcept {
                static_cast<stopper&>(which).of_.loop().stop();
            })
            , of_(of)
        {
            of_.add(*this);
        }
        ~stopper() { of_.remove(*this); }
        future_core& of_;
    };
    if (&done.loop() != this)
    {
        throw ValueError("run_until_complete: the future belongs to another loop");
    }
    if (done.is_done())
    {
        require_open();
        return;
    }
    stopper const at_end(done);
    run();
}

void loop_core::run_until(future_core& done)
{
    run_until_stopped(done);
    if (!done.is_done())
    {
        throw RuntimeError("Event loop stopped before Future completed.");
    }
}

void loop_core::close()
{
    if (is_running_)
    {
        throw RuntimeError("Cannot close a running event loop");
    }
    if (std::exchange(is_closed_, true))
    {
        return;
    }
    ref<loop_core> const self(this);  // its tasks may have the last handles
    while (task_core* const each = first_task_)
    {
        ref<task_core> const task(each, false);  // ours
        report({"Task was destroyed but it is pending!", nullptr, task->describe()});
        leave(*task);
        task->discard();
        task->leaf_ = nullptr;
        task->cancel_itself("the event loop was closed");
    }
    {
        std::lock_guard const lock(mutex_);
        box_ = nullptr;
        arrivals_.clear();
    }
    shutdown_default_executor();
}

// --- what it runs ---

void loop_core::schedule(quartet::detail::runnable& what)
{
    if (is_running_)
    {
        floor_->schedule(what);
    }
    else
    {
        aside_.push(what);
    }
}

bool loop_core::admit(quartet::detail::runnable& what)
{
    if (!is_running_)
    {
        aside_.push(what);
    }
    return is_running_;
}

void loop_core::set(quartet::detail::timer& which, clock::time_point at)
{
    if (floor_ == nullptr)
    {
        bind();
    }
    floor_->set(which, at);
}

void loop_core::clear(quartet::detail::timer& which) noexcept
{
    if (which.is_set())
    {
        floor_->clear(which);
    }
}

void loop_core::call_soon_threadsafe(std::function<void()> call)
{
    require_open();
    std::lock_guard const lock(mutex_);
    arrivals_.push_back(std::move(call));
    if (box_ != nullptr && arrivals_.size() == 1)
    {
        box_->post([self = ref<loop_core>(this)] {
            if (self->is_running_)
            {
                self->take_arrivals();
            }
        });
    }
}

void loop_core::take_arrivals()
{
    std::vector<std::function<void()>> arrived;
    {
        std::lock_guard const lock(mutex_);
        arrived.swap(arrivals_);
    }
    for (auto& each : arrived)
    {
        ref<handle_core>(new handle_core(*this, std::move(each)))->call_soon();
    }
}

// --- its tasks ---

void loop_core::enter(task_core& task) noexcept
{
    intrusive_ptr_add_ref(&task);
    task.previous_ = nullptr;
    task.next_ = first_task_;
    if (first_task_ != nullptr)
    {
        first_task_->previous_ = &task;
    }
    first_task_ = &task;
}

void loop_core::leave(task_core& task) noexcept
{
    (task.previous_ != nullptr ? task.previous_->next_ : first_task_) = task.next_;
    if (task.next_ != nullptr)
    {
        task.next_->previous_ = task.previous_;
    }
}

std::vector<ref<task_core>> loop_core::tasks() const
{
    std::vector<ref<task_core>> all;
    for (task_core* each = first_task_; each != nullptr; each = each->next_)
    {
        all.insert(all.begin(), ref<task_core>(each));
    }
    return all;
}

// --- what goes wrong ---

void loop_core::report(loop_problem const& what) noexcept
{
    if (handler == nullptr)
    {
        print(what);
        return;
    }
    try
    {
        handler(what);
    }
    catch (...)
    {
        print({"Unhandled error in exception handler", std::current_exception(), {}});
        print(what);
    }
}

void loop_core::print(loop_problem const& what) noexcept
{
    try
    {
        std::string text = what.message + '\n';
        if (!what.source.empty())
        {
            text += what.source + '\n';
        }
        if (what.exception != nullptr)
        {
            auto const about = quartet::detail::describe_exception(what.exception);
            text += about.traceback + about.type + ": " + about.text + '\n';
        }
        std::fputs(text.c_str(), stderr);
    }
    catch (...)
    {
        std::fputs("quartet: no memory to report an error of an event loop\n", stderr);
    }
}

// --- the default executor ---

concurrent::futures::ThreadPoolExecutor& loop_core::default_executor()
{
    require_open();
    if (executor_ == nullptr)
    {
        executor_ = std::make_unique<concurrent::futures::ThreadPoolExecutor>();
    }
    return *executor_;
}

void loop_core::default_executor(std::unique_ptr<concurrent::futures::ThreadPoolExecutor> executor)
{
    executor_ = std::move(executor);
}

void loop_core::shutdown_default_executor()
{
    executor_ = nullptr;
}

}  // namespace quartet::asyncio::detail
