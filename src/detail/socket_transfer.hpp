// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_SOCKET_TRANSFER_HPP
#define QUARTET_SRC_DETAIL_SOCKET_TRANSFER_HPP

#include <quartet/detail/deadline.hpp>
#include <quartet/detail/unique_fd.hpp>

#include <cstddef>
#include <span>
#include <sys/uio.h>
#include <utility>
#include <vector>

// Whole transfers over a connected AF_UNIX stream socket, which may be non-blocking. A signal
// never interrupts one, and none raises SIGPIPE.
namespace quartet::detail {

/// The most descriptors that can travel on one byte (the kernel's SCM_MAX_FD).
inline constexpr std::size_t descriptor_batch = 253;

/// Both ends close-on-exec. @throws OSError.
std::pair<unique_fd, unique_fd> make_socketpair();

/// One message on its way, and how its transfers wait.
class transfer
{
public:
    enum class wait_as
    {
        thread,  ///< blocks: what calls may have locks that others of the thread want
        agent    ///< a greenlet lets others run
    };

    /// @param what it waits in, for people: a literal.
    explicit transfer(int socket, wait_as how = wait_as::thread, char const* what = "") noexcept;

    /// Some of it has gone, so it goes on to its end: half a message would be taken for the
    /// beginning of the next. Only before it may a greenlet be interrupted.
    void has_begun() noexcept { begun_ = true; }

    int socket() const noexcept { return socket_; }

    /// For sendmsg and recvmsg.
    int flags() const noexcept;

    /// After a call that failed: waits if it would have blocked. @throws OSError if there is no hope.
    void recover(short event, char const* doing) const;

private:
    int socket_;
    bool is_cooperative_;
    bool begun_ = false;
    char const* what_;
};

/// Sends all parts, which are used up, with the descriptors on the first byte.
/// @throws BrokenPipeError when the other end is closed. @throws OSError.
void send_all(transfer& by, std::span<iovec> parts, std::span<unique_fd const> descriptors);

/// Receives `size` bytes; adds descriptors that come with them, if somebody wants them.
/// @return false at the end of the stream before the first byte.
/// @throws EOFError at the end of the stream after it. @throws OSError.
bool receive_all(
    transfer& by, char* data, std::size_t size, std::vector<unique_fd>* descriptors = nullptr);

/// Blocks the thread until a read would not block: for data, or for the end.
/// @return false when the deadline passed. @throws OSError.
bool wait_readable(int fd, deadline const& end);

}  // namespace quartet::detail

#endif
