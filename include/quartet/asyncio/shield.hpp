// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_SHIELD_HPP
#define QUARTET_ASYNCIO_SHIELD_HPP

#include <quartet/asyncio/future.hpp>
#include <quartet/asyncio/task.hpp>

#include <exception>
#include <type_traits>
#include <utility>

namespace quartet::asyncio {

/// Protects something from being cancelled by who awaits it (Python: `asyncio.shield`).
/**
 * It goes on when the future that this gives is cancelled. What it fails with then is reported.
 */
template <detail::awaitable A>
auto shield(A&& what)
{
    using value = detail::await_result_t<A>;
    Future<value> const inner(
        detail::ref<detail::future_core>(&ensure_future(std::forward<A>(what)).core()));
    Future<value> const outer(inner.get_loop());
    auto const pass_on = [outer](detail::ref<detail::future_core> core) {
        Future<value> const ended(std::move(core));
        if (outer.done())
        {
            return;  // cancelled; the inner one reports what nobody has asked for
        }
        if (ended.cancelled())
        {
            outer.cancel(ended.core().cancel_message());
        }
        else if (auto const error = ended.exception())
        {
            outer.set_exception(error);
        }
        else if constexpr (std::is_void_v<value>)
        {
            outer.set_result();
        }
        else
        {
            outer.set_result(ended.result());
        }
    };
    inner.call_when_done(pass_on, &outer.core());
    return outer;
}

}  // namespace quartet::asyncio

#endif
