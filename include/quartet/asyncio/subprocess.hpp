// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_SUBPROCESS_HPP
#define QUARTET_ASYNCIO_SUBPROCESS_HPP

#include <quartet/asyncio/coroutine.hpp>
#include <quartet/asyncio/detail/process_core.hpp>
#include <quartet/asyncio/detail/stream_protocol.hpp>
#include <quartet/asyncio/stream_reader.hpp>
#include <quartet/asyncio/stream_writer.hpp>
#include <quartet/detail/config.hpp>
#include <quartet/subprocess/popen_options.hpp>

#include <concepts>
#include <csignal>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace quartet::asyncio {

/// Python's `asyncio.subprocess`.
namespace subprocess {

using quartet::subprocess::DEVNULL;
using quartet::subprocess::PIPE;
using quartet::subprocess::STDOUT;

/// The keyword arguments of create_subprocess_exec() and create_subprocess_shell().
/** What they refer to must live until the call has returned. (No std::string in here: where an aggregate
 * that has one is made within an expression that awaits, g++ 12 destroys it twice.) */
struct ProcessOptions
{
    /// Its standard streams: PIPE, DEVNULL, or a descriptor, which stays the caller's. None: this
    /// process's.
    std::optional<int> stdin_ = {};
    std::optional<int> stdout_ = {};
    std::optional<int> stderr_ = {};  ///< also STDOUT

    std::string_view executable = {};  ///< what is executed; "": the program
    std::string_view cwd = {};         ///< the directory that it works in; "": this process's
    std::map<std::string, std::string> const* env = nullptr;  ///< null: as this process's
    bool start_new_session = false;                           ///< setsid()
    std::optional<pid_t> process_group = {};                  ///< that it joins; 0: a new one

    /// What it has beside its standard streams, with the same numbers.
    std::span<int const> pass_fds = {};

    std::size_t limit = 64 * 1024;  ///< of the readers, in bytes
};

/// A child process (Python: `asyncio.subprocess.Process`).
/**
 * A handle: copies refer to the same child. When the last one is gone, as when a task that has it is
 * cancelled, a child that runs still is killed, and reaped; so it is when the loop is closed. (In
 * Python it runs on.)
 *
 * @par Example
 * @code
 * asyncio::subprocess::Process p = co_await asyncio::create_subprocess_exec(
 *     {.stdin_ = PIPE, .stdout_ = PIPE}, "sort", "-n");
 * auto [sorted, nothing] = co_await p.communicate("2\n10\n1\n");
 * @endcode
 *
 * @par Thread safety
 * Belongs to the thread of its loop.
 *
 * @par Between processes
 * A forked child of this process has nothing to do with it.
 */
class QUARTET_DECL Process
{
public:
    Process(
        detail::ref<detail::process_core> core,
        detail::of_streams<detail::stream_protocol> streams);

    pid_t pid() const noexcept { return core().pid(); }

    /// The exit code; -N if signal N has killed it; none while it runs.
    std::optional<int> returncode() const noexcept { return core().returncode(); }

    /// Waits until it has ended. @return its exit code. One that writes into a pipe that nobody reads
    /// may never end.
    Coroutine<int> wait() const;

    /// Writes all of this to its standard input and closes that, reads its output and errors up to
    /// their ends, and waits until it has ended. That it does not read everything is no error.
    /// @return both; "" for what is no PIPE.
    Coroutine<std::pair<std::string, std::string>> communicate(std::string input = {}) const;

    /// Nothing happens if it has ended. @throws OSError
    void send_signal(int number) const { core().send_signal(number); }
    void terminate() const { send_signal(SIGTERM); }
    void kill() const { send_signal(SIGKILL); }

    /// Its standard streams. @throws ValueError if it is no PIPE.
    StreamWriter const& stdin_() const;
    StreamReader stdout_() const { return reader(1, "stdout_"); }
    StreamReader stderr_() const { return reader(2, "stderr_"); }

private:
    struct shared;

    detail::process_core& core() const noexcept;
    StreamReader reader(std::size_t number, char const* name) const;

    std::shared_ptr<shared> shared_;
};

}  // namespace subprocess

namespace detail {

/// What they refer to is copied.
QUARTET_DECL std::shared_ptr<quartet::subprocess::PopenOptions>
popen_options(subprocess::ProcessOptions const& options, bool shell);

QUARTET_DECL Coroutine<subprocess::Process> create_process(
    subprocess::ProcessOptions const& options, std::vector<std::string> args, bool shell);

}  // namespace detail

/// Starts a program (Python: `asyncio.create_subprocess_exec`).
/// @param args its name, which is looked for in PATH, and its arguments.
/// @return to be awaited: a subprocess::Process. @throws FileNotFoundError, OSError
/// @throws ValueError naming the option
inline Coroutine<subprocess::Process>
create_subprocess_exec(subprocess::ProcessOptions const& options, std::vector<std::string> args)
{
    return detail::create_process(options, std::move(args), false);
}
template <std::convertible_to<std::string>... Args>
Coroutine<subprocess::Process> create_subprocess_exec(
    subprocess::ProcessOptions const& options, std::string_view program, Args&&... args)
{
    return create_subprocess_exec(
        options,
        std::vector<std::string>{std::string(program), std::string(std::forward<Args>(args))...});
}
template <std::convertible_to<std::string>... Args>
Coroutine<subprocess::Process> create_subprocess_exec(std::string_view program, Args&&... args)
{
    return create_subprocess_exec(
        subprocess::ProcessOptions(), program, std::forward<Args>(args)...);
}

/// Starts a line of the shell (Python: `asyncio.create_subprocess_shell`).
inline Coroutine<subprocess::Process>
create_subprocess_shell(subprocess::ProcessOptions const& options, std::string_view line)
{
    return detail::create_process(options, {std::string(line)}, true);
}
inline Coroutine<subprocess::Process> create_subprocess_shell(std::string_view line)
{
    return create_subprocess_shell(subprocess::ProcessOptions(), line);
}

}  // namespace quartet::asyncio

#endif
