// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_SUBPROCESS_PIPE_WRITER_HPP
#define QUARTET_GEVENT_SUBPROCESS_PIPE_WRITER_HPP

#include <quartet/detail/config.hpp>

#include <memory>
#include <string_view>
#include <utility>

namespace quartet::gevent::subprocess {

namespace detail {
class pipe_end;
}

/// What a child reads as its standard input (Python: `Popen.stdin`).
/**
 * A handle: copies are the same file, which is closed with the last one of them and of its Popen.
 * Nothing is buffered, so there is no flush(). Who writes while another greenlet writes waits for his
 * turn.
 *
 * @par Thread safety
 * Belongs to one thread at a time.
 *
 * @par Blocking
 * write() lets other greenlets run; on a thread without greenlets it blocks it.
 */
class QUARTET_DECL pipe_writer
{
public:
    explicit pipe_writer(std::shared_ptr<detail::pipe_end> end) noexcept
        : end_(std::move(end))
    {}

    /// Writes all of it. If it is interrupted, a part may have been written. Raises no SIGPIPE.
    /// @throws BrokenPipeError if nobody reads any more. @throws ValueError after close().
    /// @throws OSError with EBADF if it is closed meanwhile. @throws what the caller is interrupted with.
    void write(std::string_view bytes) const;

    /// The child comes to the end of its input.
    void close() const noexcept;
    bool closed() const noexcept;

    /// The descriptor, which is non-blocking. @throws ValueError after close().
    int fileno() const;

private:
    std::shared_ptr<detail::pipe_end> end_;
};

}  // namespace quartet::gevent::subprocess

#endif
