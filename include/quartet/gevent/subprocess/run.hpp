// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_SUBPROCESS_RUN_HPP
#define QUARTET_GEVENT_SUBPROCESS_RUN_HPP

#include <quartet/detail/config.hpp>
#include <quartet/gevent/subprocess/command.hpp>
#include <quartet/gevent/subprocess/completed_process.hpp>
#include <quartet/gevent/subprocess/popen_options.hpp>
#include <quartet/timeout.hpp>

#include <map>
#include <optional>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace quartet::gevent::subprocess {

/// The keyword arguments of run(), and of what is made of it: those of Popen, and some more.
struct RunOptions
{
    std::string executable = {};            ///< as PopenOptions has it
    std::optional<int> stdin_ = {};         ///< likewise
    std::optional<std::string> input = {};  ///< what the child reads, instead of stdin_
    std::optional<int> stdout_ = {};        ///< as PopenOptions has it
    std::optional<int> stderr_ = {};        ///< likewise
    bool capture_output = false;            ///< both are PIPE
    bool shell = false;                     ///< as PopenOptions has it
    std::string cwd = {};                   ///< likewise
    std::optional<std::map<std::string, std::string>> env = {};  ///< likewise
    bool start_new_session = false;                              ///< likewise
    std::vector<int> pass_fds = {};                              ///< likewise
    std::optional<pid_t> process_group = {};                     ///< likewise
    quartet::timeout timeout = {};  ///< seconds, then the child is killed
    bool check = false;             ///< whether an exit code other than 0 is an error
};

/// Executes a program and waits for its end (Python: `subprocess.run`).
/**
 * However it is left, the child has ended and is reaped: if the time is over, or the caller is
 * interrupted, it is killed first. What the child itself has started may live on.
 *
 * @par Example
 * @code
 * auto const done = run({.input = "b\na\n", .capture_output = true, .check = true}, {"sort"});
 * std::cout << done.stdout_;
 * @endcode
 *
 * @par Blocking
 * Lets other greenlets run; on a thread without greenlets it blocks it.
 *
 * @throws as Popen(). @throws TimeoutExpired, with the output so far. @throws CalledProcessError if
 * options.check. @throws ValueError for options that exclude each other. @throws what the caller is
 * interrupted with.
 */
QUARTET_DECL CompletedProcess run(RunOptions options, command args);
inline CompletedProcess run(command args)
{
    return run(RunOptions(), std::move(args));
}

/// run(), of which one wants the exit code only (Python: `subprocess.call`).
inline int call(RunOptions options, command args)
{
    return run(std::move(options), std::move(args)).returncode;
}
inline int call(command args)
{
    return call(RunOptions(), std::move(args));
}

/// run(), whose exit code must be 0 (Python: `subprocess.check_call`). @return 0
inline int check_call(RunOptions options, command args)
{
    options.check = true;
    return call(std::move(options), std::move(args));
}
inline int check_call(command args)
{
    return check_call(RunOptions(), std::move(args));
}

/// run(), of which one wants the standard output (Python: `subprocess.check_output`).
/// @throws as run(); CalledProcessError, too. @throws ValueError if options.stdout_ is set.
QUARTET_DECL std::string check_output(RunOptions options, command args);
inline std::string check_output(command args)
{
    return check_output(RunOptions(), std::move(args));
}

}  // namespace quartet::gevent::subprocess

#endif
