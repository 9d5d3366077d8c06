// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MONKEY_OFFLOAD_HPP
#define QUARTET_SRC_MONKEY_OFFLOAD_HPP

#include <quartet/detail/agent.hpp>
#include <quartet/gevent/threadpool.hpp>

#include <cerrno>
#include <optional>
#include <type_traits>
#include <utility>

namespace quartet::gevent::monkey::detail {

/// Threads for what the C library does only in a thread that it blocks. As many as are needed: each
/// may be blocked until another has done what it waits for.
threadpool::ThreadPool& blocking_threads();

/// Calls it in another thread; others run meanwhile. errno comes along.
/**
 * The caller is not interrupted: what `call` refers to, buffers of his, is his until the call has
 * returned. If there can be no thread, it is called here, and blocks.
 */
template <class F>
auto offload(F call) noexcept
{
    using R = std::invoke_result_t<F&>;
    quartet::detail::agent::uninterruptible const shield;
    int error = errno;
    std::optional<R> result;
    auto const run = [&] {
        errno = error;
        result.emplace(call());
        error = errno;
    };
    try
    {
        blocking_threads().spawn(run).get();
    }
    catch (...)
    {
        if (!result)
        {
            quartet::detail::agent::unpatched const blocking;
            run();
        }
    }
    errno = error;
    return *result;
}

}  // namespace quartet::gevent::monkey::detail

#endif
