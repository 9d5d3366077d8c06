// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "socket_transfer.hpp"

#include <quartet/detail/agent.hpp>
#include <quartet/errors.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <optional>
#include <poll.h>
#include <sys/socket.h>

#include "loop/descriptor.hpp"
#include "os_error.hpp"

namespace quartet::detail {
namespace {

/// Room for the descriptors that travel with one sendmsg or recvmsg.
union control_buffer {
    cmsghdr alignment;
    char bytes[CMSG_SPACE(descriptor_batch * sizeof(int))];
};

/// Removes what was sent, and parts that are empty.
void skip(std::span<iovec>& parts, std::size_t bytes)
{
    while (!parts.empty() && bytes >= parts.front().iov_len)
    {
        bytes -= parts.front().iov_len;
        parts = parts.subspan(1);
    }
    if (!parts.empty())
    {
        parts.front().iov_base = static_cast<char*>(parts.front().iov_base) + bytes;
        parts.front().iov_len -= bytes;
    }
}

void attach(msghdr& message, control_buffer& control, std::span<unique_fd const> descriptors)
{
    if (descriptors.empty())
    {
        return;
    }
    message.msg_control = control.bytes;
    message.msg_controllen = CMSG_SPACE(descriptors.size() * sizeof(int));
    cmsghdr* const entry = CMSG_FIRSTHDR(&message);
    entry->cmsg_level = SOL_SOCKET;
    entry->cmsg_type = SCM_RIGHTS;
    entry->cmsg_len = CMSG_LEN(descriptors.size() * sizeof(int));
    std::array<int, descriptor_batch> numbers{};
    std::ranges::transform(descriptors, numbers.begin(), &unique_fd::get);
    std::memcpy(CMSG_DATA(entry), numbers.data(), descriptors.size() * sizeof(int));
}

void take_descriptors(msghdr& message, std::vector<unique_fd>& descriptors)
{
    for (cmsghdr* entry = CMSG_FIRSTHDR(&message); entry != nullptr;
         entry = CMSG_NXTHDR(&message, entry))
    {
        if (entry->cmsg_level != SOL_SOCKET || entry->cmsg_type != SCM_RIGHTS)
        {
            continue;
        }
        // Owned before memory is asked for.
        std::array<unique_fd, descriptor_batch> taken;
        std::size_t const count = (entry->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (std::size_t i = 0; i < count; ++i)
        {
            int number;
            std::memcpy(&number, CMSG_DATA(entry) + i * sizeof number, sizeof number);
            taken[i] = unique_fd(number);
        }
        std::move(taken.begin(), taken.begin() + count, std::back_inserter(descriptors));
    }
}

}  // namespace

transfer::transfer(int socket, wait_as how, char const* what) noexcept
    : socket_(socket)
    , is_cooperative_(how == wait_as::agent && agent::current().is_cooperative())
    , what_(what)
{}

int transfer::flags() const noexcept
{
    return is_cooperative_ ? MSG_NOSIGNAL | MSG_DONTWAIT : MSG_NOSIGNAL;
}

void transfer::recover(short event, char const* doing) const
{
    if (errno == EAGAIN && is_cooperative_)
    {
        std::optional<agent::uninterruptible> shield;
        if (begun_)
        {
            shield.emplace();
        }
        wait_descriptor(
            socket_,
            event == POLLIN ? direction::read : direction::write,
            deadline(timeout()),
            what_);
        return;
    }
    if (errno == EAGAIN)
    {
        pollfd entry{socket_, event, 0};
        if (::poll(&entry, 1, -1) >= 0)
        {
            return;
        }
    }
    if (errno != EINTR)
    {
        throw_os_error(doing);
    }
}

std::pair<unique_fd, unique_fd> make_socketpair()
{
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    {
        throw_os_error("socketpair");
    }
    return {unique_fd(ends[0]), unique_fd(ends[1])};
}

void send_all(transfer& by, std::span<iovec> parts, std::span<unique_fd const> descriptors)
{
    control_buffer control{};
    msghdr message{};
    attach(message, control, descriptors);
    for (skip(parts, 0); !parts.empty();)
    {
        message.msg_iov = parts.data();
        message.msg_iovlen = parts.size();
        ssize_t const sent = ::sendmsg(by.socket(), &message, by.flags());
        if (sent >= 0)
        {
            by.has_begun();
            message.msg_control = nullptr;  // they have left with the first byte
            message.msg_controllen = 0;
            skip(parts, static_cast<std::size_t>(sent));
            continue;
        }
        if (errno == ECONNRESET)
        {
            errno = EPIPE;  // closed before it had read everything
        }
        by.recover(POLLOUT, "sending a message");
    }
}

bool receive_all(transfer& by, char* data, std::size_t size, std::vector<unique_fd>* descriptors)
{
    std::size_t received = 0;
    while (received < size)
    {
        control_buffer control;
        iovec target = {data + received, size - received};
        msghdr message{};
        message.msg_iov = &target;
        message.msg_iovlen = 1;
        if (descriptors != nullptr)
        {
            message.msg_control = control.bytes;
            message.msg_controllen = sizeof control.bytes;
        }
        ssize_t const count = ::recvmsg(by.socket(), &message, by.flags() | MSG_CMSG_CLOEXEC);
        if (count > 0)
        {
            by.has_begun();
            received += static_cast<std::size_t>(count);
            if (descriptors != nullptr)
            {
                take_descriptors(message, *descriptors);
            }
        }
        else if (count == 0 || errno == ECONNRESET)  // reset: it had not read everything
        {
            if (received == 0)
            {
                return false;
            }
            throw EOFError("the other end was closed in the middle of a message");
        }
        else
        {
            by.recover(POLLIN, "receiving a message");
        }
    }
    return true;
}

bool wait_readable(int fd, deadline const& end)
{
    for (;;)
    {
        timespec const limit = to_timespec(end.left(std::chrono::hours(1)));
        pollfd entry{fd, POLLIN, 0};
        int const count = ::ppoll(&entry, 1, &limit, nullptr);
        if (count > 0)
        {
            if ((entry.revents & POLLNVAL) != 0)
            {
                throw OSError(EBADF, "waiting for a descriptor");
            }
            return true;
        }
        if (count < 0 && errno != EINTR)
        {
            throw_os_error("waiting for a descriptor");
        }
        if (count == 0 && end.expired())
        {
            return false;
        }
    }
}

}  // namespace quartet::detail
