// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_LOOP_DESCRIPTOR_HPP
#define QUARTET_SRC_DETAIL_LOOP_DESCRIPTOR_HPP

#include <quartet/detail/deadline.hpp>
#include <quartet/detail/unique_fd.hpp>

#include <memory>
#include <poll.h>
#include <span>

namespace quartet::detail {

enum class direction
{
    read,
    write
};

/// A descriptor that agents wait for in the loop of their thread.
/**
 * One registration with Asio, made at the first wait, serves all waits:
 *
 *     wait(read) --> is an operation out? --no--> async_wait ----+
 *         |                   | yes                              |
 *         +------> queue <----+          its handler wakes the whole queue
 *
 * A waiter that gives up leaves the operation out for the next one. When the last of both
 * directions gives up, they are cancelled: the io_context does not run for what nobody waits for.
 *
 * Belongs to one thread at a time. In a forked child it leaves the parent's io_context alone, and
 * begins anew in the child's.
 */
class watched_descriptor
{
public:
    /// @param fd is, or will be set, non-blocking.
    explicit watched_descriptor(unique_fd fd) noexcept;
    watched_descriptor(watched_descriptor const&) = delete;
    watched_descriptor& operator=(watched_descriptor const&) = delete;
    ~watched_descriptor();

    /// -1 when it is closed.
    int get() const noexcept { return fd_.get(); }

    /// Waits until it is readable or writable, or was; what can never be waited for, such as a
    /// regular file, always is.
    /// @param what the caller waits in, for people: a literal.
    /// @return false if the time was over. @throws OSError with EBADF if it is closed, or is closed
    /// meanwhile; others. @throws RuntimeError if another thread waits for it. @throws what the
    /// caller is interrupted with.
    bool wait(direction where, deadline const& end, char const* what);

    /// Whether somebody waits.
    bool is_waited_for(direction where) const noexcept;

    void close() noexcept { release(); }

    /// The descriptor is the caller's from now on. Who waits gets EBADF.
    unique_fd release() noexcept;

private:
    struct registration;
    registration& enlist();

    unique_fd fd_;
    std::shared_ptr<registration> here_;
};

/// Waits once for any descriptor, of which nothing is changed.
/// @return false if the time was over. @throws as watched_descriptor::wait().
bool wait_descriptor(int fd, direction where, deadline const& end, char const* what);

/// As ::poll, but what calls waits as the agent that it is, and EINTR goes on.
/// @return how many are ready; 0: the time was over. @throws OSError
int poll_descriptors(std::span<pollfd> which, deadline const& end, char const* what);

}  // namespace quartet::detail

#endif
