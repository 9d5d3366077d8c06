// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_SUBPROCESS_PIPE_READER_HPP
#define QUARTET_GEVENT_SUBPROCESS_PIPE_READER_HPP

#include <quartet/detail/config.hpp>

#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace quartet::gevent::subprocess {

namespace detail {
class pipe_end;
}

/// What a child writes to its standard output or error (Python: `Popen.stdout`, `Popen.stderr`).
/**
 * A handle: copies are the same file, which is closed with the last one of them and of its Popen.
 * Who reads while another greenlet reads waits for his turn.
 *
 * @par Example
 * @code
 * for (std::string const& line : child.stdout_())
 * {
 *     std::cout << line;  // with its "\n"
 * }
 * @endcode
 *
 * @par Thread safety
 * Belongs to one thread at a time.
 *
 * @par Blocking
 * Reading lets other greenlets run; on a thread without greenlets it blocks it. When it is
 * interrupted, what was read is kept for the next call.
 */
class QUARTET_DECL pipe_reader
{
public:
    class iterator;

    explicit pipe_reader(std::shared_ptr<detail::pipe_end> end) noexcept
        : end_(std::move(end))
    {}

    /// So many bytes; fewer, or none, only at the end. Negative: all until the end.
    /// @throws ValueError after close(). @throws OSError with EBADF if it is closed meanwhile.
    /// @throws what the caller is interrupted with.
    std::string read(std::ptrdiff_t size = -1) const;

    /// At most so many bytes: what is there, or comes next; none at the end. Negative: as many as
    /// there are. @throws as read().
    std::string read1(std::ptrdiff_t size = -1) const;

    /// A line with its "\n", which only the last one may lack; "" at the end. @throws as read().
    std::string readline() const;

    /// Walks through the lines.
    iterator begin() const;
    static std::default_sentinel_t end() noexcept { return {}; }

    /// The child gets SIGPIPE, or EPIPE, if it writes on.
    void close() const noexcept;
    bool closed() const noexcept;

    /// The descriptor; as another child's stdin_, for instance. What was read ahead, for readline(),
    /// is not there any more. @throws ValueError after close().
    int fileno() const;

private:
    std::shared_ptr<detail::pipe_end> end_;
};

/// Walks through the lines, once.
class pipe_reader::iterator
{
public:
    using value_type = std::string;
    using difference_type = std::ptrdiff_t;

    explicit iterator(pipe_reader of)
        : of_(std::move(of))
        , line_(of_.readline())
    {}

    std::string const& operator*() const noexcept { return line_; }
    std::string const* operator->() const noexcept { return &line_; }

    /// @throws as readline().
    iterator& operator++()
    {
        line_ = of_.readline();
        return *this;
    }
    void operator++(int) { ++*this; }

    bool operator==(std::default_sentinel_t) const noexcept { return line_.empty(); }

private:
    pipe_reader of_;
    std::string line_;
};

inline pipe_reader::iterator pipe_reader::begin() const
{
    return iterator(*this);
}

}  // namespace quartet::gevent::subprocess

#endif
