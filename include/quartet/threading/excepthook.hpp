// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_THREADING_EXCEPTHOOK_HPP
#define QUARTET_THREADING_EXCEPTHOOK_HPP

#include <quartet/threading/thread.hpp>

#include <exception>
#include <functional>

namespace quartet::threading {

/// What a hook is told about an exception that left Thread::run().
struct ExceptHookArgs
{
    std::exception_ptr exc_value;
    Thread thread;
};

/// What is called, in the thread, for an exception that left its run(). The process goes on.
/// SystemExit ends the thread silently instead.
QUARTET_DECL std::function<void(ExceptHookArgs const&)> excepthook();

/// Sets it; an empty function restores the first one. If the hook throws, the first one is called
/// for the hook's exception.
QUARTET_DECL void excepthook(std::function<void(ExceptHookArgs const&)> hook);

/// The first one (Python: `threading.__excepthook__`): prints the name of the thread, the stack of
/// the throw, the type and the text to stderr, in one piece.
QUARTET_DECL void default_excepthook(ExceptHookArgs const& args) noexcept;

}  // namespace quartet::threading

#endif
