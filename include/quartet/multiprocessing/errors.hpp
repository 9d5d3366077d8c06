// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MULTIPROCESSING_ERRORS_HPP
#define QUARTET_MULTIPROCESSING_ERRORS_HPP

#include <quartet/errors.hpp>

#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace quartet::multiprocessing {

/// The base of this module's own errors (Python: `multiprocessing.ProcessError`).
class QUARTET_TYPE_VISIBLE ProcessError : public std::runtime_error
{
    using std::runtime_error::runtime_error;
};

/// A limit on time ran out. As in Python, it is not the built-in TimeoutError.
class QUARTET_TYPE_VISIBLE TimeoutError : public ProcessError
{
    using ProcessError::ProcessError;
};

/// `recv_bytes_into` was given too small a buffer; `message()` is the whole message.
class QUARTET_TYPE_VISIBLE BufferTooShort : public ProcessError
{
public:
    explicit BufferTooShort(std::vector<char> message)
        : ProcessError(
              "the buffer is too short for a message of " + std::to_string(message.size()) +
              " bytes")
        , message_(std::move(message))
    {}

    std::vector<char> const& message() const noexcept { return message_; }

private:
    std::vector<char> message_;
};

/// The result of a task could not be serialised (Python: `pool.MaybeEncodingError`).
class QUARTET_TYPE_VISIBLE MaybeEncodingError : public ProcessError
{
    using ProcessError::ProcessError;
};

/// The worker that ran a task ended before it answered. Python has none: its caller hangs.
class QUARTET_TYPE_VISIBLE WorkerLostError : public ProcessError
{
public:
    /// @param exitcode as Process::exitcode: negative is the number of the signal.
    WorkerLostError(pid_t pid, int exitcode);

    /// Rebuilt from its text, in another process.
    explicit WorkerLostError(std::string const& text)
        : ProcessError(text)
    {}

    /// The worker, or 0 when unknown.
    pid_t pid() const noexcept { return pid_; }

    /// The exit code of a worker that exited.
    std::optional<int> exitcode() const noexcept;

    /// The number of the signal that ended it, if one did.
    std::optional<int> signal() const noexcept;

private:
    pid_t pid_ = 0;
    int exitcode_ = 0;
};

/// What happened to an exception on its way from another process.
/**
 * An exception that arrives from another process is also one of these:
 * `catch (std::out_of_range const&)` catches it as what it was, and a `dynamic_cast` or a
 * `catch (RemoteTraceback const&)` tells where it came from. Python chains a
 * `multiprocessing.pool.RemoteTraceback` as the cause instead.
 */
class QUARTET_TYPE_VISIBLE RemoteTraceback
{
public:
    RemoteTraceback() = default;
    RemoteTraceback(std::string type_name, std::string text, pid_t pid, std::string traceback)
        : type_name_(std::move(type_name))
        , text_(std::move(text))
        , traceback_(std::move(traceback))
        , pid_(pid)
    {}
    virtual ~RemoteTraceback();

    /// The type's name as C++ spells it.
    std::string const& type_name() const noexcept { return type_name_; }

    /// What `what()` said.
    std::string const& text() const noexcept { return text_; }

    /// The process in which it was thrown.
    pid_t pid() const noexcept { return pid_; }

    /// The stack where it was thrown, a frame a line.
    std::string const& traceback() const noexcept { return traceback_; }

private:
    std::string type_name_;
    std::string text_;
    std::string traceback_;
    pid_t pid_ = 0;
};

/// An exception from another process whose type only that process knows.
class QUARTET_TYPE_VISIBLE RemoteError : public ProcessError, public RemoteTraceback
{
public:
    explicit RemoteError(RemoteTraceback origin)
        : ProcessError(origin.type_name() + ": " + origin.text())
        , RemoteTraceback(std::move(origin))
    {}
};

}  // namespace quartet::multiprocessing

#endif
