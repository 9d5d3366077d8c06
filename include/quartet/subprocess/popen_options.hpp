// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SUBPROCESS_POPEN_OPTIONS_HPP
#define QUARTET_SUBPROCESS_POPEN_OPTIONS_HPP

#include <map>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

/// What gevent's and asyncio's `subprocess` have in common (Python: `subprocess`).
namespace quartet::subprocess {

inline constexpr int PIPE = -1;     ///< a new pipe, whose other end the Popen has
inline constexpr int STDOUT = -2;   ///< for stderr_ only: the same as standard output
inline constexpr int DEVNULL = -3;  ///< /dev/null

/// The keyword arguments of Popen: `Popen p({.stdout_ = PIPE, .cwd = "/"}, {"ls"});`
/**
 * Not there: `bufsize`, for nothing is buffered in writing; `close_fds`, which is always so;
 * `restore_signals`, likewise; `text` and `encoding`, for strings are bytes; and what is to be called
 * in the child: `preexec_fn`, `user`, `group`, `umask`.
 */
struct PopenOptions
{
    std::string executable = {};  ///< what is executed; empty: args[0]

    /// Its standard streams: PIPE, DEVNULL, or a descriptor, which stays the caller's. None: this
    /// process's.
    std::optional<int> stdin_ = {};
    std::optional<int> stdout_ = {};
    std::optional<int> stderr_ = {};  ///< also STDOUT

    bool shell = false;    ///< /bin/sh -c args[0], where $0, $1 ... are the further ones
    std::string cwd = {};  ///< the directory that it works in; empty: this process's
    std::optional<std::map<std::string, std::string>> env = {};  ///< none: as this process's
    bool start_new_session = false;                              ///< setsid()

    /// What it has beside its standard streams, with the same numbers.
    std::vector<int> pass_fds = {};

    std::optional<pid_t> process_group = {};  ///< that it joins; 0: a new one
};

}  // namespace quartet::subprocess

#endif
