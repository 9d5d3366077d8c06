// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/detail/context_cell.hpp>

#include <algorithm>

#include "loop/fiber_agent.hpp"

namespace quartet::detail {
namespace {

/// Empty once it is destroyed: destructors of thread_local objects that are older may ask for it.
struct slot_of_thread
{
    ~slot_of_thread() { context_slot const last = std::move(slot); }

    context_slot slot;
};

}  // namespace

std::atomic<bool> context_cell::is_used{false};

context_slot& context_cell::current() noexcept
{
    if (auto const* const runs = agent::blocking::current(); runs && runs->context() != nullptr)
    {
        return *runs->context();
    }
    if (fiber_agent* const who = fiber_agent::running(); who != nullptr && who->owner() != nullptr)
    {
        return who->owner()->context;
    }
    static thread_local slot_of_thread of_thread;
    return of_thread.slot;
}

context_slot context_cell::copy(context_slot const& of)
{
    if (of == nullptr || of->size() == 0)
    {
        return nullptr;
    }
    context_slot const made(new context_cell);
    made->values_ = of->values_;
    return made;
}

std::uint64_t context_cell::new_variable() noexcept
{
    static std::atomic<std::uint64_t> count{0};
    return ++count;
}

context_cell::value context_cell::find(std::uint64_t variable) const noexcept
{
    if (values_ != nullptr)
    {
        for (auto const& [which, its] : *values_)
        {
            if (which == variable)
            {
                return its;
            }
        }
    }
    return nullptr;
}

void context_cell::set(std::uint64_t variable, value to)
{
    auto next =
        values_ == nullptr ? std::make_shared<values>() : std::make_shared<values>(*values_);
    std::erase_if(*next, [&](auto const& each) { return each.first == variable; });
    if (to != nullptr)
    {
        next->emplace_back(variable, std::move(to));
    }
    values_ = std::move(next);
    is_used.store(true, std::memory_order_relaxed);
}

}  // namespace quartet::detail
