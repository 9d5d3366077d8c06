// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/detail/loop_core.hpp>
#include <quartet/asyncio/detail/task_core.hpp>
#include <quartet/asyncio/errors.hpp>
#include <quartet/concurrent/futures/thread_pool_executor.hpp>

#include <cstdlib>
#include <mutex>
#include <utility>

#include "../detail/loop/event_loop.hpp"
#include "signal_handlers.hpp"
#include "turn.hpp"

namespace quartet::asyncio::detail {

using quartet::detail::event_loop;

constinit thread_local loop_core* turn::innermost = nullptr;

loop_core::loop_core()
{
    char const* const wanted = std::getenv("PYTHONASYNCIODEBUG");
    is_debug = wanted != nullptr && *wanted != '\0';
}

loop_core::~loop_core()
{
    delist();
}

loop_core* loop_core::running() noexcept
{
    turn const* const now = turn::current();
    return now != nullptr ? &now->loop() : turn::innermost;
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
        if (task->is_queued())
        {
            intrusive_ptr_add_ref(task.get());  // its step gives it back
        }
        task->discard();
        task->leaf_ = nullptr;
        task->cancel_itself("the event loop was closed");
    }
    signals_ = nullptr;
    while (!residents_.empty())
    {
        residents_.front().close_loop();
    }
    while (!aside_.empty())
    {
        aside_.pop()();
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
    else if (!is_closed_)
    {
        aside_.push(what);
    }
}

void loop_core::schedule_first(quartet::detail::runnable& what)
{
    if (is_running_)
    {
        floor_->schedule_first(what);
    }
    else
    {
        schedule(what);
    }
}

bool loop_core::admit(quartet::detail::runnable& what)
{
    if (is_running_ || is_closed_)
    {
        return true;
    }
    aside_.push(what);
    return false;
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
