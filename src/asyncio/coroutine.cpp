// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/coroutine.hpp>
#include <quartet/asyncio/task.hpp>

#include <cstdio>
#include <ostream>
#include <sstream>

namespace quartet::asyncio {
namespace detail {

std::string describe_coroutine(void const* frame, char const* name)
{
    std::ostringstream text;
    text << "<coroutine object " << name << " at " << frame << '>';
    return text.str();
}

void warn_never_awaited(char const* name) noexcept
{
    std::fprintf(stderr, "RuntimeWarning: coroutine '%s' was never awaited\n", name);
}

}  // namespace detail

std::optional<task> current_task()
{
    static_cast<void>(get_running_loop());
    detail::task_core* const running = detail::task_core::running();
    return running == nullptr ? std::optional<task>()
                              : task(detail::ref<detail::future_core>(running));
}

std::vector<task> all_tasks(EventLoop const& loop)
{
    std::vector<task> all;
    for (auto const& each : loop.core().tasks())
    {
        all.emplace_back(each);
    }
    return all;
}

std::vector<task> all_tasks()
{
    return all_tasks(get_running_loop());
}

}  // namespace quartet::asyncio
