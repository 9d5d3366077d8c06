// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/multiprocessing/context.hpp>

#include <array>

#include "context_state.hpp"

namespace quartet::multiprocessing {
namespace {

constexpr std::array<std::pair<std::string_view, start_method>, 3> methods{{
    {"spawn", start_method::spawn},
    {"forkserver", start_method::forkserver},
    {"fork", start_method::fork},
}};

start_method by_name(std::string_view name)
{
    for (auto const& [known, method] : methods)
    {
        if (known == name)
        {
            return method;
        }
    }
    throw ValueError(
        "method: cannot find context for '" + std::string(name) +
        "'; there are spawn, forkserver and fork");
}

std::string name_of(start_method method)
{
    return std::string(methods[static_cast<std::size_t>(method)].first);
}

}  // namespace

std::vector<std::string> get_all_start_methods()
{
    std::vector<std::string> names;
    for (auto const& [name, method] : methods)
    {
        names.emplace_back(name);
    }
    return names;
}

void set_start_method(std::optional<std::string_view> method, bool force)
{
    std::optional<start_method> const chosen =
        method ? std::optional(by_name(*method)) : std::nullopt;
    if (!detail::fix_start_method(chosen, force))
    {
        throw RuntimeError("set_start_method: the start method has been set already");
    }
}

std::string get_start_method()
{
    return name_of(detail::resolved_start_method());
}

std::optional<std::string> get_start_method(bool allow_none)
{
    if (allow_none && !detail::fixed_start_method())
    {
        return {};
    }
    return get_start_method();
}

Context get_context(std::optional<std::string_view> method)
{
    return Context(method ? by_name(*method) : detail::resolved_start_method());
}

std::string Context::get_start_method() const
{
    return name_of(method_);
}

void Context::set_start_method(std::string_view method, bool) const
{
    throw ValueError(
        "set_start_method: this context is '" + name_of(method_) + "' and cannot become '" +
        std::string(method) + "'");
}

}  // namespace quartet::multiprocessing
