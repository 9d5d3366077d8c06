// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// read, readv, preadv2.
#include <array>
#include <cerrno>
#include <sys/uio.h>
#include <unistd.h>

#include "../hints.hpp"
#include "../patience.hpp"
#include "../vector_io.hpp"
#include "hooks.hpp"

extern "C" ssize_t __read_chk(int fd, void* buffer, size_t size, size_t size_of_buffer);

namespace quartet::gevent::monkey::detail {
namespace {

constinit original libc_read("read", ::read);
constinit original libc_read_alias("__read", ::read);
constinit original libc_read_chk("__read_chk", ::__read_chk);
constinit original libc_readv("readv", ::readv);
constinit original libc_preadv2("preadv2", ::preadv2);
constinit original libc_preadv64v2("preadv64v2", ::preadv64v2);

/// Out of line, as receive() of receive.cpp.
/// @param receive the same of a socket, which can be told not to wait. @param real the call itself.
template <class Receive, class Real>
[[gnu::noinline]] ssize_t
read_when_ready(agent& self, int fd, std::size_t size, char const* what, Receive receive, Real real)
{
    patience how(self, fd, SO_RCVTIMEO, what);
    hints known(fd);
    if (known.is_drained() && !how.wait_first(POLLIN))
    {
        return -1;
    }
    for (;;)
    {
        if (!known.is_no_socket())
        {
            ssize_t const count = receive();
            if (count >= 0 || (errno != EAGAIN && errno != ENOTSOCK))
            {
                known.found_drained(count > 0 && std::size_t(count) < size);
                count_call();
                return count;
            }
            if (errno == ENOTSOCK)
            {
                known.found_no_socket();
                continue;
            }
        }
        else if (is_ready(fd, POLLIN))
        {
            count_call();
            return real();
        }
        if (!how.wait(POLLIN))
        {
            return -1;
        }
    }
}

ssize_t cooperative_read(int fd, void* buffer, size_t size)
{
    agent* const self = cooperative_caller();
    if (self == nullptr || size == 0)
    {
        return libc_read(fd, buffer, size);
    }
    return read_when_ready(
        *self,
        fd,
        size,
        "read",
        [=] { return libc_recv(fd, buffer, size, MSG_DONTWAIT); },
        [=] { return libc_read(fd, buffer, size); });
}

ssize_t cooperative_read_chk(int fd, void* buffer, size_t size, size_t size_of_buffer)
{
    if (size > size_of_buffer)
    {
        return libc_read_chk(fd, buffer, size, size_of_buffer);  // which ends the program
    }
    return cooperative_read(fd, buffer, size);
}

ssize_t cooperative_readv(int fd, iovec const* parts, int count)
{
    agent* const self = cooperative_caller();
    if (self == nullptr || count <= 0)
    {
        return libc_readv(fd, parts, count);
    }
    return read_when_ready(
        *self,
        fd,
        size_of({parts, std::size_t(count)}),
        "readv",
        [=] {
            msghdr message{};
            message.msg_iov = const_cast<iovec*>(parts);
            message.msg_iovlen = std::size_t(count);
            return libc_recvmsg(fd, &message, MSG_DONTWAIT);
        },
        [=] { return libc_readv(fd, parts, count); });
}

ssize_t cooperative_preadv2(int fd, iovec const* parts, int count, off_t offset, int flags)
{
    // At a place, it is a file's.
    if (offset != -1 || flags != 0)
    {
        return libc_preadv2(fd, parts, count, offset, flags);
    }
    return cooperative_readv(fd, parts, count);
}

}  // namespace

hooks read_hooks()
{
    static std::array const all{
        hook(libc_read, cooperative_read, in_socket | in_os),
        hook(libc_read_alias, cooperative_read, in_socket | in_os),
        hook(libc_read_chk, cooperative_read_chk, in_socket | in_os),
        hook(libc_readv, cooperative_readv, in_socket | in_os),
        hook(libc_preadv2, cooperative_preadv2, in_socket | in_os),
        hook(libc_preadv64v2, cooperative_preadv2, in_socket | in_os),
    };
    return all;
}

}  // namespace quartet::gevent::monkey::detail
