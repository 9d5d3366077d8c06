// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// recv, recvfrom, recvmsg, recvmmsg.
#include <array>
#include <cerrno>
#include <sys/socket.h>

#include "../hints.hpp"
#include "../offload.hpp"
#include "../patience.hpp"
#include "../time_limits.hpp"
#include "../vector_io.hpp"
#include "hooks.hpp"

extern "C" {
ssize_t __recv_chk(int fd, void* buffer, size_t size, size_t size_of_buffer, int flags);
ssize_t __recvfrom_chk(
    int fd,
    void* buffer,
    size_t size,
    size_t size_of_buffer,
    int flags,
    sockaddr* from,
    socklen_t* size_of_from);
}

namespace quartet::gevent::monkey::detail {

constinit original<ssize_t(int, void*, size_t, int)> libc_recv("recv", ::recv);
constinit original<ssize_t(int, msghdr*, int)> libc_recvmsg("recvmsg");

namespace {

constinit original libc_recv_chk("__recv_chk", ::__recv_chk);
constinit original libc_recvfrom("recvfrom", ::recvfrom);
constinit original libc_recvfrom_chk("__recvfrom_chk", ::__recvfrom_chk);

constinit original libc_recvmmsg("recvmmsg", ::recvmmsg);

bool is_stream(int fd) noexcept
{
    int type = 0;
    socklen_t size = sizeof type;
    return ::getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_STREAM;
}

/// Who calls, unless he says himself that he does not wait.
agent* caller_who_waits(int flags) noexcept
{
    return (flags & (MSG_DONTWAIT | MSG_ERRQUEUE)) == 0 ? cooperative_caller() : nullptr;
}

/// Out of line, so that for who does not wait a hook is nothing but a jump to the call: after a system
/// call the processor may have forgotten where to return to, and each `ret` more costs as much as a hook.
/// That is also why who calls this captures by value: what is referred to needs a frame.
/// @param attempt is called with what it has received and flags.
template <class Attempt>
[[gnu::noinline]] ssize_t
receive(agent& self, int fd, std::size_t size, int flags, char const* what, Attempt attempt)
{
    if ((flags & MSG_WAITALL) != 0 && (flags & MSG_PEEK) != 0 && is_blocking(fd))
    {
        // What is there is not taken, so that there is more of it is no event.
        return offload([&] { return attempt(0, flags); });
    }
    patience how(self, fd, SO_RCVTIMEO, what);
    hints known(fd);
    if (flags == 0 && known.is_drained() && !how.wait_first(POLLIN))
    {
        return -1;
    }
    std::size_t done = 0;
    for (;;)
    {
        ssize_t const count = attempt(done, flags | MSG_DONTWAIT);
        if (count > 0)
        {
            done += std::size_t(count);
            if ((flags & MSG_WAITALL) != 0 && done < size && is_stream(fd))
            {
                continue;
            }
        }
        else if (
            count < 0 && errno == EAGAIN &&
            how.wait((flags & MSG_OOB) != 0 ? short(POLLPRI) : short(POLLIN)))
        {
            continue;
        }
        if (count >= 0)
        {
            if (flags == 0)
            {
                known.found_drained(count > 0 && done < size);
            }
            count_call();
        }
        return done != 0 ? ssize_t(done) : count;
    }
}

ssize_t cooperative_recv(int fd, void* buffer, size_t size, int flags)
{
    agent* const self = caller_who_waits(flags);
    if (self == nullptr)
    {
        return libc_recv(fd, buffer, size, flags);
    }
    return receive(*self, fd, size, flags, "recv", [=](std::size_t done, int how) {
        return libc_recv(fd, static_cast<char*>(buffer) + done, size - done, how);
    });
}

ssize_t cooperative_recv_chk(int fd, void* buffer, size_t size, size_t size_of_buffer, int flags)
{
    if (size > size_of_buffer)
    {
        return libc_recv_chk(fd, buffer, size, size_of_buffer, flags);  // which ends the program
    }
    return cooperative_recv(fd, buffer, size, flags);
}

ssize_t cooperative_recvfrom(
    int fd, void* buffer, size_t size, int flags, sockaddr* from, socklen_t* size_of_from)
{
    agent* const self = caller_who_waits(flags);
    if (self == nullptr)
    {
        return libc_recvfrom(fd, buffer, size, flags, from, size_of_from);
    }
    socklen_t const room = size_of_from != nullptr ? *size_of_from : 0;
    return receive(*self, fd, size, flags, "recvfrom", [=](std::size_t done, int how) {
        if (size_of_from != nullptr)
        {
            *size_of_from = room;
        }
        return libc_recvfrom(
            fd, static_cast<char*>(buffer) + done, size - done, how, from, size_of_from);
    });
}

ssize_t cooperative_recvfrom_chk(
    int fd,
    void* buffer,
    size_t size,
    size_t size_of_buffer,
    int flags,
    sockaddr* from,
    socklen_t* size_of_from)
{
    if (size > size_of_buffer)
    {
        return libc_recvfrom_chk(fd, buffer, size, size_of_buffer, flags, from, size_of_from);
    }
    return cooperative_recvfrom(fd, buffer, size, flags, from, size_of_from);
}

/// MSG_WAITALL, after a first part: ancillary data came with that, if at all.
ssize_t receive_rest(agent& self, int fd, msghdr const& message, std::size_t done, int flags)
{
    try
    {
        rest_of_parts rest({message.msg_iov, message.msg_iovlen});
        rest.skip(done);
        std::size_t const more = size_of(rest.left());
        std::size_t before = 0;
        ssize_t const count =
            receive(self, fd, more, flags, "recvmsg", [&](std::size_t now, int how) {
                rest.skip(now - before);
                before = now;
                msghdr part{};
                part.msg_iov = rest.left().data();
                part.msg_iovlen = rest.left().size();
                return libc_recvmsg(fd, &part, how);
            });
        return ssize_t(done) + std::max(count, ssize_t(0));
    }
    catch (...)
    {
        return ssize_t(done);
    }
}

ssize_t cooperative_recvmsg(int fd, msghdr* message, int flags)
{
    agent* const self = caller_who_waits(flags);
    if (message != nullptr && message->msg_control != nullptr)
    {
        time_limits::there_may_be_some();  // of descriptors that come with it
    }
    if (self == nullptr || message == nullptr)
    {
        return libc_recvmsg(fd, message, flags);
    }
    msghdr const asked = *message;
    ssize_t const count = receive(*self, fd, 0, flags, "recvmsg", [&](std::size_t, int how) {
        *message = asked;  // what a failed attempt wrote into it
        return libc_recvmsg(fd, message, how);
    });
    if (count > 0 && (flags & MSG_WAITALL) != 0 && message->msg_controllen == 0 &&
        std::size_t(count) < size_of({asked.msg_iov, asked.msg_iovlen}) && is_stream(fd))
    {
        return receive_rest(*self, fd, asked, std::size_t(count), flags);
    }
    return count;
}

int cooperative_recvmmsg(int fd, mmsghdr* messages, unsigned size, int flags, timespec* limit)
{
    agent* const self = caller_who_waits(flags);
    if (self == nullptr || size == 0)
    {
        return libc_recvmmsg(fd, messages, size, flags, limit);
    }
    // As in the kernel, the limit is looked at when a message has come.
    deadline const end(
        limit != nullptr
            ? timeout(
                  std::chrono::seconds(limit->tv_sec) + std::chrono::nanoseconds(limit->tv_nsec))
            : timeout());
    patience how(*self, fd, SO_RCVTIMEO, "recvmmsg");
    unsigned done = 0;
    for (;;)
    {
        int const count =
            libc_recvmmsg(fd, messages + done, size - done, flags | MSG_DONTWAIT, nullptr);
        done += count > 0 ? unsigned(count) : 0;
        if (done == size || (done != 0 && ((flags & MSG_WAITFORONE) != 0 || end.expired())))
        {
            count_call();
            return int(done);
        }
        if ((count < 0 && errno != EAGAIN) || !how.wait(POLLIN))
        {
            return done != 0 ? int(done) : -1;
        }
    }
}

}  // namespace

hooks receive_hooks()
{
    static std::array const all{
        hook(libc_recv, cooperative_recv, in_socket),
        hook(libc_recv_chk, cooperative_recv_chk, in_socket),
        hook(libc_recvfrom, cooperative_recvfrom, in_socket),
        hook(libc_recvfrom_chk, cooperative_recvfrom_chk, in_socket),
        hook(libc_recvmsg, cooperative_recvmsg, in_socket),
        hook(libc_recvmmsg, cooperative_recvmmsg, in_socket),
    };
    return all;
}

}  // namespace quartet::gevent::monkey::detail
