// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MONKEY_OFFLOAD_HPP
#define QUARTET_SRC_MONKEY_OFFLOAD_HPP

#include <cerrno>
#include <clocale>

#include "errand.hpp"

namespace quartet::gevent::monkey::detail {

/// Calls it in another thread; others run meanwhile. errno and the thread's locale come along.
/**
 * The caller is not interrupted: what `call` refers to, buffers of his, is his until the call has
 * returned. If there can be no thread, it is called here, and blocks.
 */
template <class F>
auto offload(F const& call) noexcept
{
    agent::uninterruptible const shield;
    int error = errno;
    locale_t const its_locale = ::uselocale(nullptr);
    auto const result = run_errand(
        agent::current(),
        [&] {
            locale_t const before = ::uselocale(its_locale);
            errno = error;
            auto const its = call();
            error = errno;
            ::uselocale(before);
            return its;
        },
        "call in a thread");
    errno = error;
    return *result;
}

}  // namespace quartet::gevent::monkey::detail

#endif
