// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_EXIT_HOOKS_HPP
#define QUARTET_SRC_DETAIL_EXIT_HOOKS_HPP

namespace quartet::detail {

/// What happens when the process ends, in this order.
enum class exit_stage
{
    executors,   ///< idle threads of executors are told to end
    threads,     ///< threads that are not daemonic are joined
    finalizers,  ///< pools end
    children,    ///< daemons are terminated, the others joined
    servers,     ///< the fork server ends
    holdings,    ///< what this process has of semaphores stays taken
    names,       ///< this process gives up its names in /dev/shm
    count
};

/// Registers the one action of a stage; a second registration is ignored.
/**
 * Runs at std::exit, at a return from main, and before std::terminate aborts (an exception that
 * nobody caught; then nobody waits for threads). Not at _exit or a deadly signal: what remains then is cleared away by the
 * children, and by the next start.
 */
void at_exit_stage(exit_stage stage, void (*action)() noexcept);

/// Runs what is registered for the stages from `first` to the one before `end`, each once.
void run_exit_stages(exit_stage first = {}, exit_stage end = exit_stage::count) noexcept;

/// Flushes the streams, and ends the process without any more of std::exit.
[[noreturn]] void leave(int code) noexcept;

/// Whether run_exit_stages() has begun.
bool is_exiting() noexcept;

/// In a forked child: nothing is registered any more.
void forget_exit_stages() noexcept;

}  // namespace quartet::detail

#endif
