// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_GEVENT_SUBPROCESS_PIPE_END_HPP
#define QUARTET_SRC_GEVENT_SUBPROCESS_PIPE_END_HPP

#include <quartet/detail/unique_fd.hpp>
#include <quartet/threading/lock.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "../../detail/loop/descriptor.hpp"
#include "fair_share.hpp"

namespace quartet::gevent::subprocess::detail {

using quartet::detail::direction;

/// This process's end of a pipe to or from a child.
/**
 * The end that is written to is non-blocking. The other one is not, for it may become the input of
 * another child, which would see it: it is asked first whether there is something to read. So what
 * the loop watches is an epoll of its own, which both have for the same reason.
 */
class pipe_end
{
public:
    /// Of nothing yet.
    explicit pipe_end(direction where) noexcept
        : where_(where)
    {}

    /// @param fd non-blocking if it is written to.
    void take(quartet::detail::unique_fd fd) noexcept { fd_ = std::move(fd); }

    bool is_open() const noexcept { return static_cast<bool>(fd_); }

    /// Held by who reads or writes, in as many steps as it takes: one after another.
    threading::Lock& lock() noexcept { return lock_; }

    /// Who waits for it gets EBADF.
    void close() noexcept;

    /// The descriptor. @throws ValueError if it is closed.
    int get() const;

    /// What a read, at the end of a string, or a write can do now without waiting: the number of
    /// bytes. For a read 0 is the end.
    /// @return none: it would have to wait. @throws BrokenPipeError, but never SIGPIPE. @throws OSError
    std::optional<std::size_t> try_read(std::string& to);
    std::optional<std::size_t> try_write(std::string_view bytes);

    /// Reads some more, which it waits for, behind what was read ahead. @return false at the end.
    bool read_ahead(char const* what);

    /// What was read and is not taken.
    std::string_view ahead() const noexcept { return std::string_view(bytes_).substr(taken_); }
    std::string take(std::size_t size);
    std::string take_all();

    void write_all(std::string_view bytes, char const* what);

private:
    void wait(char const* what);

    threading::Lock lock_;
    quartet::detail::unique_fd fd_;
    direction where_;
    std::optional<quartet::detail::watched_descriptor>
        readiness_;  // from the first wait of a greenlet on
    std::string bytes_;
    std::size_t taken_ = 0;  // of these
    fair_share share_;
};

}  // namespace quartet::gevent::subprocess::detail

#endif
