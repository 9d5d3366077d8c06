// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/gevent/detail/greenlet_core.hpp>
#include <quartet/gevent/local.hpp>

#include <memory>

#include "../detail/local_slots.hpp"
#include "../detail/loop/fiber_agent.hpp"

namespace quartet::gevent::detail {

quartet::detail::local_slots* slots_of_greenlet(bool make)
{
    auto const* const running = quartet::detail::fiber_agent::running();
    if (running == nullptr)
    {
        return quartet::detail::slots_of_thread(make);
    }
    auto& slots = static_cast<greenlet_core&>(*running->owner()).locals();
    if (slots == nullptr && make)
    {
        slots = std::make_unique<quartet::detail::local_slots>();
    }
    return slots.get();
}

}  // namespace quartet::gevent::detail
