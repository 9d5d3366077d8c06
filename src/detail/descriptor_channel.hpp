// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_DESCRIPTOR_CHANNEL_HPP
#define QUARTET_SRC_DETAIL_DESCRIPTOR_CHANNEL_HPP

#include <quartet/detail/unique_fd.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "socket_transfer.hpp"

// Messages of bytes and descriptors over a connected AF_UNIX stream socket, which may be
// non-blocking. One message is
//
//     frame | head | body
//
// with the descriptors on the first byte. Where there are more than the kernel takes at once,
// each further batch has a byte of its own between frame and head.
//
// A signal never interrupts a function, and none raises SIGPIPE. Nothing is locked: two senders
// at a time, or two receivers, need a lock. Whoever is killed in the middle leaves an EOFError.
namespace quartet::detail {

/// Sends one message. The body is not copied; the descriptors stay the sender's.
/// @throws BrokenPipeError when the other end is closed. @throws OSError.
void send_message(int socket, std::string_view body, std::vector<unique_fd> const& descriptors);

/// Sends one message with a head, which the receiver sees before it takes the body.
/// @throws what a greenlet is interrupted with, before the first byte has gone.
void send_message(
    int socket,
    std::string_view head,
    std::string_view body,
    std::vector<unique_fd> const& descriptors,
    transfer::wait_as how = transfer::wait_as::thread);

/// Receives one message; a head is skipped. The descriptors are added, close-on-exec.
/// @return false when the other end is closed and there is no further message.
/// @throws EOFError when it was closed in the middle of one. @throws OSError, among others when
/// this process may have no more descriptors; the message is gone then.
bool receive_message(int socket, std::string& body, std::vector<unique_fd>& descriptors);

/// What comes before the body: receive_body() of `body_size` bytes in all must follow.
struct message_start
{
    std::string head;
    std::size_t body_size = 0;
    std::vector<unique_fd> descriptors;

    /// There were more of them, and this process may have no more.
    bool descriptors_lost = false;
};

/// @return nothing when the other end is closed and there is no further message.
/// @throws what a greenlet is interrupted with, before the first byte has come.
std::optional<message_start>
receive_start(int socket, transfer::wait_as how = transfer::wait_as::thread);

/// Receives the next `size` bytes of the body. May be called several times for one body.
void receive_body(
    int socket, char* data, std::size_t size, transfer::wait_as how = transfer::wait_as::thread);

/// Receives the next `size` bytes of the body and appends them.
template <class Bytes>
void receive_body(
    int socket, Bytes& bytes, std::size_t size, transfer::wait_as how = transfer::wait_as::thread)
{
    // In steps that stay in the cache, because resize() writes zeros first.
    constexpr std::size_t step = 128 * 1024;
    bytes.reserve(bytes.size() + size);
    while (size != 0)
    {
        std::size_t const filled = bytes.size();
        std::size_t const part = size < step ? size : step;
        bytes.resize(filled + part);
        receive_body(socket, bytes.data() + filled, part, how);
        size -= part;
    }
}

}  // namespace quartet::detail

#endif
