// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_SUBPROCESS_POPEN_HPP
#define QUARTET_GEVENT_SUBPROCESS_POPEN_HPP

#include <quartet/detail/config.hpp>
#include <quartet/gevent/subprocess/command.hpp>
#include <quartet/gevent/subprocess/errors.hpp>
#include <quartet/gevent/subprocess/pipe_reader.hpp>
#include <quartet/gevent/subprocess/pipe_writer.hpp>
#include <quartet/gevent/subprocess/popen_options.hpp>
#include <quartet/timeout.hpp>

#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace quartet::gevent::subprocess {

namespace detail {
class popen_state;
}

/// What communicate() has read: `auto [out, err] = p.communicate();`
struct communicated
{
    std::string stdout_;  ///< empty, too, if standard output is no pipe
    std::string stderr_;  ///< likewise
};

/// A child process that executes a program (Python: `gevent.subprocess.Popen`).
/**
 * It has the standard streams that it was given, the descriptors of pass_fds, and nothing else open;
 * no signal is blocked in it, and SIGPIPE does there what it does by default. It is not a child of
 * multiprocessing: it lives on when this process ends.
 *
 * A handle: copies refer to the same child. When all of them are gone, its pipes are closed, and the
 * child goes on; when it has ended, the next Popen that is made reaps it.
 *
 * @par Example
 * @code
 * Popen child({.stdin_ = PIPE, .stdout_ = PIPE}, {"sort", "-u"});
 * auto [sorted, nothing] = child.communicate("b\na\nb\n");
 * @endcode
 *
 * @par Thread safety
 * Distinct objects: safe. Shared objects: safe, but for communicate() and the pipes, which belong to
 * one thread at a time.
 *
 * @par Blocking
 * What waits lets other greenlets run; on a thread without greenlets it blocks it. To start the child
 * blocks the thread, some 1.5 ms.
 *
 * @par Between processes
 * Only the process that started the child learns how it ended. In a forked child of that, its exit
 * code is 0.
 */
class QUARTET_DECL Popen
{
public:
    /// Starts the child. When it returns the program is executed.
    /// @throws FileNotFoundError, OSError naming what cannot be executed, opened or handed on.
    /// @throws ValueError for what cannot be meant. In all these cases nothing is left.
    Popen(PopenOptions options, command args);
    explicit Popen(command args)
        : Popen(PopenOptions(), std::move(args))
    {}
    explicit Popen(std::initializer_list<std::string> args)
        : Popen(PopenOptions(), args)
    {}

    /// The exit code if it has ended; N after exit(N), -N if signal N ended it; 0 if it is not
    /// known, because SIGCHLD is ignored or somebody else reaped it.
    std::optional<int> poll() const;

    /// Waits for its end. With a pipe that nobody reads, it may wait for ever to write: see
    /// communicate(). @param limit seconds; a negative one counts as 0.
    /// @return the exit code. @throws TimeoutExpired. @throws what the caller is interrupted with.
    int wait(timeout limit = {}) const;

    /// Writes all input, closes the pipe, reads both others to their ends, and waits for the child's.
    /// A child that does not read its input is no error.
    /// @param limit seconds; a negative one counts as 0.
    /// @throws TimeoutExpired, with what was read so far. The child goes on then, as when the caller
    /// is interrupted; a further call goes on, too, and loses nothing.
    /// @throws ValueError if a further call has an input; or if there is one, and no pipe for it.
    communicated communicate(std::string input = {}, timeout limit = {}) const;

    /// Sends it a signal, unless it has ended. @throws OSError for a bad number, or another user's child.
    void send_signal(int number) const;
    void terminate() const;  ///< SIGTERM
    void kill() const;       ///< SIGKILL

    pid_t pid() const noexcept;

    /// As poll(), but as it was seen last, in poll(), wait(), communicate() or send_signal().
    std::optional<int> returncode() const noexcept;

    /// The words that were given.
    std::vector<std::string> const& args() const noexcept;

    /// Its pipes. @throws ValueError if this stream is none.
    pipe_writer stdin_() const;
    pipe_reader stdout_() const;
    pipe_reader stderr_() const;

private:
    std::shared_ptr<detail::popen_state> state_;
};

}  // namespace quartet::gevent::subprocess

#endif
