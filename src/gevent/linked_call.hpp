// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_GEVENT_LINKED_CALL_HPP
#define QUARTET_SRC_GEVENT_LINKED_CALL_HPP

#include <functional>
#include <utility>

#include "../detail/loop/event_loop.hpp"

namespace quartet::gevent::detail {

/// Calls a function in the loop of the calling thread, soon. What it throws ends the program.
inline void call_soon(std::function<void()> function)
{
    struct call final : quartet::detail::runnable
    {
        explicit call(std::function<void()> f)
            : runnable([](runnable& self) {
                auto* const mine = static_cast<call*>(&self);
                auto const todo = std::move(mine->function);
                delete mine;
                todo();
            })
            , function(std::move(f))
        {}
        std::function<void()> function;
    };
    quartet::detail::event_loop::get().schedule(*new call(std::move(function)));
}

}  // namespace quartet::gevent::detail

#endif
