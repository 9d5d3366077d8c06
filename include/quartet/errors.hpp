// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ERRORS_HPP
#define QUARTET_ERRORS_HPP

#include <quartet/detail/config.hpp>

#include <stdexcept>
#include <string>
#include <system_error>

// Python's built-in exceptions, each derived from the closest standard one.
namespace quartet {

/// A bad value of a parameter; the text names the parameter and the value.
class QUARTET_TYPE_VISIBLE ValueError : public std::invalid_argument
{
    using std::invalid_argument::invalid_argument;
};

/// A value of another type than the one asked for.
class QUARTET_TYPE_VISIBLE TypeError : public std::invalid_argument
{
    using std::invalid_argument::invalid_argument;
};

/// An index outside a sequence.
class QUARTET_TYPE_VISIBLE IndexError : public std::out_of_range
{
    using std::out_of_range::out_of_range;
};

/// What was looked for is not there.
class QUARTET_TYPE_VISIBLE LookupError : public std::out_of_range
{
    using std::out_of_range::out_of_range;
};

/// A rule of a class was broken by its caller, such as joining a process that never started.
class QUARTET_TYPE_VISIBLE AssertionError : public std::logic_error
{
    using std::logic_error::logic_error;
};

/// An operation that the present state of the program does not allow.
class QUARTET_TYPE_VISIBLE RuntimeError : public std::runtime_error
{
    using std::runtime_error::runtime_error;
};

/// When nobody catches it, it silently ends the thread, or the process of multiprocessing with this
/// exit code, in which it was thrown (Python: `SystemExit`). Not the main program.
class QUARTET_TYPE_VISIBLE SystemExit : public std::runtime_error
{
public:
    explicit SystemExit(int code = 0)
        : std::runtime_error("exit with " + std::to_string(code))
        , code_(code)
    {}

    int code() const noexcept { return code_; }

private:
    int code_;
};

/// Ctrl-C has ended asyncio::run() (Python: `KeyboardInterrupt`, which is no `Exception` there).
class QUARTET_TYPE_VISIBLE KeyboardInterrupt : public std::runtime_error
{
public:
    KeyboardInterrupt()
        : std::runtime_error("interrupted")
    {}
};

/// The machine cannot tell what was asked for.
class QUARTET_TYPE_VISIBLE NotImplementedError : public RuntimeError
{
    using RuntimeError::RuntimeError;
};

/// The other end is closed and everything that it sent has been read.
class QUARTET_TYPE_VISIBLE EOFError : public std::runtime_error
{
    using std::runtime_error::runtime_error;
};

/// It did not happen in time.
class QUARTET_TYPE_VISIBLE TimeoutError : public std::runtime_error
{
    using std::runtime_error::runtime_error;
};

/// The operating system refused; `code()` holds its error number.
class QUARTET_TYPE_VISIBLE OSError : public std::system_error
{
public:
    OSError(int error, std::string const& what)
        : std::system_error(error, std::generic_category(), what)
    {}

protected:
    /// For numbers that are not errno's.
    OSError(std::error_code error, std::string const& what)
        : std::system_error(error, what)
    {}
};

/// The name exists already.
class QUARTET_TYPE_VISIBLE FileExistsError : public OSError
{
    using OSError::OSError;
};

/// There is nothing of that name.
class QUARTET_TYPE_VISIBLE FileNotFoundError : public OSError
{
    using OSError::OSError;
};

/// Something about a connection: one of the next four.
class QUARTET_TYPE_VISIBLE ConnectionError : public OSError
{
    using OSError::OSError;
};

/// The other end of a pipe or connection is closed.
class QUARTET_TYPE_VISIBLE BrokenPipeError : public ConnectionError
{
    using ConnectionError::ConnectionError;
};

class QUARTET_TYPE_VISIBLE ConnectionAbortedError : public ConnectionError
{
    using ConnectionError::ConnectionError;
};

/// Nobody listens there.
class QUARTET_TYPE_VISIBLE ConnectionRefusedError : public ConnectionError
{
    using ConnectionError::ConnectionError;
};

/// The other end has dropped the connection.
class QUARTET_TYPE_VISIBLE ConnectionResetError : public ConnectionError
{
    using ConnectionError::ConnectionError;
};

}  // namespace quartet

#endif
