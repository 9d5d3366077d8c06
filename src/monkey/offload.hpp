// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MONKEY_OFFLOAD_HPP
#define QUARTET_SRC_MONKEY_OFFLOAD_HPP

#include <cerrno>

#include "errand.hpp"

namespace quartet::gevent::monkey::detail {

/// Calls it in another thread; others run meanwhile. errno comes along.
/**
 * The caller is not interrupted: what `call` refers to, buffers of his, is his until the call has
 * returned. If there can be no thread, it is called here, and blocks.
 */
template <class F>
auto offload(F const& call) noexcept
{
    agent::uninterruptible const shield;
    int error = errno;
    auto const result = run_errand(
        agent::current(),
        [&] {
            errno = error;
            auto const its = call();
            error = errno;
            return its;
        },
        "call in a thread");
    errno = error;
    return *result;
}

}  // namespace quartet::gevent::monkey::detail

#endif
