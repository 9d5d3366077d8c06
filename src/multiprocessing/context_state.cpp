// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "context_state.hpp"

#include <mutex>

namespace quartet::multiprocessing::detail {
namespace {

std::mutex mutex;                   // guards `fixed`
std::optional<start_method> fixed;  // nothing until it is set or asked for

}  // namespace

start_method resolved_start_method()
{
    std::lock_guard const lock(mutex);
    if (!fixed)
    {
        fixed = start_method::spawn;
    }
    return *fixed;
}

std::optional<start_method> fixed_start_method()
{
    std::lock_guard const lock(mutex);
    return fixed;
}

bool fix_start_method(std::optional<start_method> method, bool force)
{
    std::lock_guard const lock(mutex);
    if (fixed && !force)
    {
        return false;
    }
    fixed = method;
    return true;
}

std::mutex& context_mutex()
{
    return mutex;
}

}  // namespace quartet::multiprocessing::detail
