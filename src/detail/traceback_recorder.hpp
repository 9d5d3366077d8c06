// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_TRACEBACK_RECORDER_HPP
#define QUARTET_SRC_DETAIL_TRACEBACK_RECORDER_HPP

#include <array>
#include <cstddef>
#include <exception>
#include <span>
#include <string>

namespace quartet::detail {

/// While it lives, throws on its thread leave their stack with it. Recorders may be nested.
/**
 * C++ has lost the stack of a throw when the exception is caught. So the library has a
 * `__cxa_throw` of its own before the C++ runtime's, which looks for a recorder and goes on. A
 * program that is linked in a way that leaves it out (-static-libstdc++) merely has no stacks.
 *
 * @par Thread safety
 * To be destroyed on the thread that made it, the last one first.
 */
class traceback_recorder
{
public:
    traceback_recorder() noexcept;
    ~traceback_recorder();
    traceback_recorder(traceback_recorder const&) = delete;
    traceback_recorder& operator=(traceback_recorder const&) = delete;

    /// Whether there is one on this thread.
    static bool is_active() noexcept;

    /// Where an exception was thrown on this thread, a frame a line; empty if that is unknown.
    static std::string traceback_of(std::exception_ptr const& error);

    /// At a throw: notes the stack from the frame that returns to `origin` outwards.
    void record(void const* exception, void const* origin) noexcept;

private:
    struct throw_site
    {
        void const* exception = nullptr;  // address of the thrown object
        void const* origin;
        std::array<void const*, 64> frames;  // innermost first, a null after the last
    };

    // Handlers and destructors throw too; so the last few are kept.
    std::array<throw_site, 8> sites_;
    std::size_t next_ = 0;
    traceback_recorder* outer_;
};

/// Frames, a null after the last, as traceback_of() gives them.
std::string traceback_of(std::span<void const* const> frames);

/// The stack of the caller, as traceback_of() gives it.
std::string traceback_here();

}  // namespace quartet::detail

#endif
