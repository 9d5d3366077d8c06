// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_THREAD_STACK_HPP
#define QUARTET_SRC_DETAIL_THREAD_STACK_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <sys/types.h>

namespace quartet::detail {

/// The frames of a stack, the innermost first; a null after the last.
using stack_frames = std::array<void const*, 64>;

/// Of the caller. May be called in a signal handler.
void capture_stack(stack_frames& frames) noexcept;

/// A frame a line: "name at module+offset".
std::string to_text(stack_frames const& frames);

/// What a thread was found at.
struct thread_snapshot
{
    stack_frames frames{};
    std::uint64_t turn = 0;           // of its loop; see event_loop::activity
    std::array<char, 64> greenlet{};  // the name of the one that ran; empty if none did
};

/// Interrupts a thread of this process for a moment, with SIGURG, which does nothing by default.
/**
 * @return nothing if it did not answer within some 100 ms: it blocks the signal, or is gone, or the
 * program handles the signal itself.
 */
std::optional<thread_snapshot> look_at_thread(pid_t tid);

}  // namespace quartet::detail

#endif
