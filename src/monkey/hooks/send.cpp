// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// send, sendto, sendmsg, sendmmsg: in a blocking descriptor they send all.
#include <array>
#include <cerrno>
#include <sys/socket.h>

#include "../patience.hpp"
#include "../vector_io.hpp"
#include "hooks.hpp"

namespace quartet::gevent::monkey::detail {

constinit original<ssize_t(int, msghdr const*, int)> libc_sendmsg("sendmsg", ::sendmsg);

namespace {

constinit original libc_send("send", ::send);
constinit original libc_send_alias("__send", ::send);
constinit original libc_sendto("sendto", ::sendto);
constinit original libc_sendmmsg("sendmmsg", ::sendmmsg);

agent* caller_who_waits(int flags) noexcept
{
    return (flags & MSG_DONTWAIT) == 0 ? cooperative_caller() : nullptr;
}

/// @param attempt is called with how much was sent.
template <class Attempt>
ssize_t send_all(patience& how, std::size_t size, Attempt attempt)
{
    std::size_t done = 0;
    for (;;)
    {
        ssize_t const count = attempt(done);
        done += count > 0 ? std::size_t(count) : 0;
        if (count >= 0 && done >= size)
        {
            count_call();
            return ssize_t(done);
        }
        if ((count < 0 && errno != EAGAIN) || !how.wait(POLLOUT))
        {
            return done != 0 ? ssize_t(done) : -1;
        }
    }
}

// Those that wait are out of line, as receive() of receive.cpp: with an object that has a destructor a
// hook would be no jump.

[[gnu::noinline]] ssize_t send_patiently(
    agent& self,
    int fd,
    void const* data,
    std::size_t size,
    int flags,
    sockaddr const* to,
    socklen_t size_of_to)
{
    patience how(self, fd, SO_SNDTIMEO, "sendto");
    return send_all(how, size, [&](std::size_t done) {
        return libc_sendto(
            fd,
            static_cast<char const*>(data) + done,
            size - done,
            flags | MSG_DONTWAIT,
            to,
            size_of_to);
    });
}

[[gnu::noinline]] ssize_t
send_patiently(agent& self, int fd, void const* data, std::size_t size, int flags)
{
    patience how(self, fd, SO_SNDTIMEO, "send");
    return send_buffer(how, fd, data, size, flags);
}

[[gnu::noinline]] ssize_t send_patiently(agent& self, int fd, msghdr const& message, int flags)
{
    patience how(self, fd, SO_SNDTIMEO, "sendmsg");
    return send_message(how, fd, message, flags);
}

ssize_t cooperative_sendto(
    int fd, void const* data, size_t size, int flags, sockaddr const* to, socklen_t size_of_to)
{
    agent* const self = caller_who_waits(flags);
    return self == nullptr ? libc_sendto(fd, data, size, flags, to, size_of_to)
                           : send_patiently(*self, fd, data, size, flags, to, size_of_to);
}

ssize_t cooperative_send(int fd, void const* data, size_t size, int flags)
{
    agent* const self = caller_who_waits(flags);
    return self == nullptr ? libc_send(fd, data, size, flags)
                           : send_patiently(*self, fd, data, size, flags);
}

ssize_t cooperative_sendmsg(int fd, msghdr const* message, int flags)
{
    agent* const self = caller_who_waits(flags);
    if (self == nullptr || message == nullptr)
    {
        return libc_sendmsg(fd, message, flags);
    }
    return send_patiently(*self, fd, *message, flags);
}

int cooperative_sendmmsg(int fd, mmsghdr* messages, unsigned size, int flags)
{
    agent* const self = caller_who_waits(flags);
    if (self == nullptr)
    {
        return libc_sendmmsg(fd, messages, size, flags);
    }
    for (unsigned i = 0; i != size; ++i)
    {
        patience how(*self, fd, SO_SNDTIMEO, "sendmmsg");
        ssize_t const count = send_message(how, fd, messages[i].msg_hdr, flags);
        if (count < 0)
        {
            return i != 0 ? int(i) : -1;
        }
        messages[i].msg_len = unsigned(count);
    }
    return int(size);
}

}  // namespace

ssize_t send_buffer(patience& how, int fd, void const* data, std::size_t size, int flags) noexcept
{
    return send_all(how, size, [&](std::size_t done) {
        return libc_send(
            fd, static_cast<char const*>(data) + done, size - done, flags | MSG_DONTWAIT);
    });
}

ssize_t send_message(patience& how, int fd, msghdr message, int flags) noexcept
{
    // Most are sent at once.
    ssize_t first;
    while ((first = libc_sendmsg(fd, &message, flags | MSG_DONTWAIT)) < 0)
    {
        if (errno != EAGAIN || !how.wait(POLLOUT))
        {
            return first;
        }
    }
    std::span<iovec const> const parts(message.msg_iov, message.msg_iovlen);
    std::size_t const size = size_of(parts);
    if (std::size_t(first) >= size)
    {
        count_call();
        return first;
    }
    try
    {
        rest_of_parts rest(parts);
        rest.skip(std::size_t(first));
        message.msg_control = nullptr;  // it has left with the first byte
        message.msg_controllen = 0;
        std::size_t before = 0;
        ssize_t const more = send_all(how, size - std::size_t(first), [&](std::size_t now) {
            rest.skip(now - before);
            before = now;
            message.msg_iov = rest.left().data();
            message.msg_iovlen = rest.left().size();
            return libc_sendmsg(fd, &message, flags | MSG_DONTWAIT);
        });
        return first + std::max(more, ssize_t(0));
    }
    catch (...)
    {
        return first;
    }
}

hooks send_hooks()
{
    static std::array const all{
        hook(libc_send, cooperative_send, in_socket),
        hook(libc_send_alias, cooperative_send, in_socket),
        hook(libc_sendto, cooperative_sendto, in_socket),
        hook(libc_sendmsg, cooperative_sendmsg, in_socket),
        hook(libc_sendmmsg, cooperative_sendmmsg, in_socket),
    };
    return all;
}

}  // namespace quartet::gevent::monkey::detail
