// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_DETAIL_INTERRUPT_GUARD_HPP
#define QUARTET_ASYNCIO_DETAIL_INTERRUPT_GUARD_HPP

#include <quartet/asyncio/detail/future_core.hpp>
#include <quartet/asyncio/detail/ref.hpp>
#include <quartet/detail/config.hpp>

namespace quartet::asyncio::detail {

/// While it lives, the first Ctrl-C cancels a task; the second one has its default, and ends the process.
/** Only in the main thread, and if SIGINT has its default. */
class QUARTET_DECL interrupt_guard
{
public:
    explicit interrupt_guard(future_core& main);
    ~interrupt_guard();
    interrupt_guard(interrupt_guard const&) = delete;
    interrupt_guard& operator=(interrupt_guard const&) = delete;

    /// Of one that was cancelled: whether that was Ctrl-C, and nobody else.
    bool has_cancelled() const noexcept;

private:
    class state;
    ref<state> state_;  // null: it does nothing
};

}  // namespace quartet::asyncio::detail

#endif
