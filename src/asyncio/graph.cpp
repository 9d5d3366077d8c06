// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/detail/promise.hpp>
#include <quartet/asyncio/detail/task_core.hpp>
#include <quartet/asyncio/graph.hpp>
#include <quartet/asyncio/task.hpp>

#include <cstddef>
#include <iostream>
#include <sstream>
#include <string_view>
#include <unordered_set>

namespace quartet::asyncio {

std::vector<std::string> detail::task_core::stack() const
{
    std::vector<std::string> all;
    if (waits_in_ != nullptr && waits_in_->name() != nullptr)
    {
        all.emplace_back(waits_in_->name());
    }
    for (promise_base const* each = leaf_; each != nullptr; each = each->awaited_by)
    {
        std::string_view const name = each->name;
        all.emplace_back(name.substr(0, name.find('<')));  // without arguments of templates
    }
    return all;
}

void detail::task_core::print_stack(std::ostream& out) const
{
    auto const functions = stack();
    out << (functions.empty() ? "No stack for " : "Stack for ") << describe()
        << (functions.empty() ? "\n" : " (most recent call last):\n");
    for (auto each = functions.rbegin(); each != functions.rend(); ++each)
    {
        out << "  in " << *each << '\n';
    }
}

using detail::future_core;
using detail::ref;
using detail::task_core;

namespace {

constexpr std::size_t most_levels = 200;

task_core const* as_task(future_core const& which) noexcept
{
    return which.is_task() ? static_cast<task_core const*>(&which) : nullptr;
}

/// Straight, or through futures such as that of gather().
std::vector<future_core*> tasks_that_await(future_core& of)
{
    std::vector<future_core*> tasks;
    std::vector<future_core*> futures{&of};
    std::unordered_set<future_core*> seen;
    for (std::size_t i = 0; i != futures.size(); ++i)
    {
        futures[i]->for_each_waiter([&](future_core& who) {
            if (seen.insert(&who).second)
            {
                (who.is_task() ? tasks : futures).push_back(&who);
            }
        });
    }
    return tasks;
}

FutureCallGraph
capture(future_core& of, std::unordered_set<future_core*>& seen, std::size_t level = 0)
{
    FutureCallGraph graph{future(ref<future_core>(&of)), {}, {}};
    if (auto const* const which = as_task(of))
    {
        graph.call_stack = which->stack();
    }
    if (level != most_levels && seen.insert(&of).second)
    {
        for (future_core* const each : tasks_that_await(of))
        {
            graph.awaited_by.push_back(capture(*each, seen, level + 1));
        }
    }
    return graph;
}

void write(std::ostream& out, FutureCallGraph const& graph, std::size_t level)
{
    std::string const indent(4 * level, ' ');
    future_core& core = graph.future.core();
    out << indent;
    if (auto const* const which = as_task(core))
    {
        out << "* Task(name='" << which->name() << "', id=" << &core << ")\n";
    }
    else
    {
        out << "* Future(id=" << &core << ")\n";
    }
    if (!graph.call_stack.empty())
    {
        out << indent << "  + Call stack:\n";
        for (std::string const& each : graph.call_stack)
        {
            out << indent << "  |   in async " << each << "()\n";
        }
    }
    if (!tasks_that_await(core).empty())
    {
        out << indent << "  + Awaited by:\n";
        if (graph.awaited_by.empty())
        {
            out << indent << "    ...\n";
        }
        for (FutureCallGraph const& each : graph.awaited_by)
        {
            write(out, each, level + 1);
        }
    }
}

}  // namespace

FutureCallGraph capture_call_graph(future const& of)
{
    std::unordered_set<future_core*> seen;
    return capture(of.core(), seen);
}

std::optional<FutureCallGraph> capture_call_graph()
{
    auto const running = current_task();
    return running ? std::optional(capture_call_graph(*running)) : std::nullopt;
}

std::string format_call_graph(future const& of)
{
    std::ostringstream text;
    write(text, capture_call_graph(of), 0);
    return text.str();
}

std::string format_call_graph()
{
    auto const running = current_task();
    return running ? format_call_graph(*running) : std::string();
}

void print_call_graph(future const& of)
{
    print_call_graph(of, std::cout);
}

void print_call_graph()
{
    std::cout << format_call_graph();
}

void print_call_graph(future const& of, std::ostream& out)
{
    out << format_call_graph(of);
}

}  // namespace quartet::asyncio
