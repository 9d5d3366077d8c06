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

#include "readiness.hpp"

namespace quartet::detail {

/// A descriptor that agents wait for in the loop of their thread; see readiness.
/**
 * It is edge-triggered. So one asks the system first, and waits when that said EAGAIN; or, of TCP,
 * gave less than it was asked for, unless may_hide_more(). All who wait for a direction are woken
 * together.
 *
 * Belongs to one thread at a time. In a forked child it leaves the parent's io_context alone, and
 * begins anew in the child's.
 */
class watched_descriptor
{
public:
    /// @param fd is non-blocking.
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

    /// As readiness::entry's; of one that is open. @throws OSError @throws RuntimeError as wait()
    void watch(direction where, runnable& who) { enlist()->watch(where, who); }
    void unwatch(direction where) noexcept
    {
        if (here_ != nullptr && here_->is_ours())
        {
            here_->unwatch(where);
        }
    }

    /// As readiness::entry's.
    bool may_hide_more() const noexcept { return here_ != nullptr && here_->may_hide_more(); }

    /// Whether somebody waits.
    bool is_waited_for(direction where) const noexcept;

    void close() noexcept { release(); }

    /// The descriptor is the caller's from now on. Who waits gets EBADF.
    unique_fd release() noexcept;

private:
    std::shared_ptr<readiness::entry> const& enlist();

    unique_fd fd_;
    std::shared_ptr<readiness::entry> here_;
};

/// Waits until any descriptor is ready, of which nothing is changed.
/// @return false if the time was over. @throws as watched_descriptor::wait().
bool wait_descriptor(int fd, direction where, deadline const& end, char const* what);

/// As ::poll, but what calls waits as the agent that it is, and EINTR goes on.
/// @return how many are ready; 0: the time was over. @throws OSError
int poll_descriptors(std::span<pollfd> which, deadline const& end, char const* what);

}  // namespace quartet::detail

#endif
