// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/detail/promise.hpp>
#include <quartet/asyncio/detail/task_core.hpp>
#include <quartet/asyncio/graph.hpp>
#include <quartet/asyncio/task.hpp>

#include <algorithm>
#include <cstddef>
#include <iostream>
#include <sstream>

namespace quartet::asyncio {

using detail::future_core;
using detail::promise_base;
using detail::ref;
using detail::task_core;

namespace {

FutureCallGraph capture(future_core& of, std::vector<future_core const*>& above)
{
    FutureCallGraph graph{future(ref<future_core>(&of)), {}, {}};
    if (auto const* const which = dynamic_cast<task_core const*>(&of))
    {
        for (promise_base const* each = which->leaf(); each != nullptr; each = each->awaited_by)
        {
            graph.call_stack.emplace_back(each->name);
        }
    }
    if (std::ranges::find(above, &of) == above.end())
    {
        above.push_back(&of);
        of.for_each_waiter(
            [&](future_core& who) { graph.awaited_by.push_back(capture(who, above)); });
        above.pop_back();
    }
    return graph;
}

void write(std::ostream& out, FutureCallGraph const& graph, std::size_t level)
{
    std::string const indent(4 * level, ' ');
    future_core const& core = graph.future.core();
    out << indent;
    if (auto const* const which = dynamic_cast<task_core const*>(&core))
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
    if (!graph.awaited_by.empty())
    {
        out << indent << "  + Awaited by:\n";
        for (FutureCallGraph const& each : graph.awaited_by)
        {
            write(out, each, level + 1);
        }
    }
}

}  // namespace

FutureCallGraph capture_call_graph(future const& of)
{
    std::vector<future_core const*> above;
    return capture(of.core(), above);
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
