// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MONKEY_PATCH_HPP
#define QUARTET_SRC_MONKEY_PATCH_HPP

#include "hook.hpp"
#include "modules.hpp"

namespace quartet::gevent::monkey::detail {

/// What a module calls through a slot.
enum class target
{
    nothing_of_ours,  ///< no function that can be patched, or somebody else's of the same name
    libc,
    hook
};

/// @param which the hook for the slot's symbol, if it is not nothing of ours.
target look_at(module const& in, slot const& at, hook const*& which) noexcept;

/// Whether nothing in it is ever patched: the C library itself, its loader, what lies below it.
bool is_left_alone(module const& which) noexcept;

/// Which groups are patched, of enum group.
unsigned patched_groups() noexcept;

/// After something was loaded: brings its slots up to date.
void patch_what_is_new() noexcept;

}  // namespace quartet::gevent::monkey::detail

#endif
