// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/detail/task_core.hpp>
#include <quartet/asyncio/run.hpp>
#include <quartet/errors.hpp>

#include <exception>

namespace quartet::asyncio {

using detail::loop_core;

Runner::~Runner()
{
    try
    {
        close();
    }
    catch (...)
    {
        loop_->core().print({"asyncio::Runner cannot be closed", std::current_exception(), {}});
    }
}

EventLoop Runner::get_loop()
{
    if (is_closed_)
    {
        throw RuntimeError("Runner is closed");
    }
    if (!loop_)
    {
        loop_ = options_.loop_factory != nullptr ? options_.loop_factory() : new_event_loop();
        if (options_.debug)
        {
            loop_->set_debug(*options_.debug);
        }
    }
    return *loop_;
}

void Runner::require_may_run() const
{
    if (detail::task_core::running() != nullptr)
    {
        throw RuntimeError("asyncio::run() cannot be called from a running event loop");
    }
}

void Runner::close()
{
    if (std::exchange(is_closed_, true) || !loop_)
    {
        return;
    }
    loop_core& loop = loop_->core();
    auto const left = all_tasks(*loop_);
    for (task const& each : left)
    {
        each.cancel();
    }
    for (task const& each : left)
    {
        loop.run_until(each.core());
        if (each.core().has_unseen_error())
        {
            loop.report(
                {"unhandled exception during asyncio::run() shutdown",
                 each.core().raw_error(),
                 each.core().describe()});
            each.core().mark_seen();
        }
    }
    loop.shutdown_default_executor();
    loop.close();
}

}  // namespace quartet::asyncio
