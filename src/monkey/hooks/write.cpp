// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// write, writev, pwritev2.
#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "../hints.hpp"
#include "../patience.hpp"
#include "../vector_io.hpp"
#include "hooks.hpp"

namespace quartet::gevent::monkey::detail {
namespace {

constinit original libc_write("write", ::write);
constinit original libc_write_alias("__write", ::write);
constinit original libc_writev("writev", ::writev);
constinit original libc_pwritev2("pwritev2", ::pwritev2);
constinit original libc_pwritev64v2("pwritev64v2", ::pwritev64v2);

/// Whether it takes all without waiting for a reader.
bool is_stored(int fd) noexcept
{
    struct stat about;
    return ::fstat(fd, &about) == 0 && (S_ISREG(about.st_mode) || S_ISBLK(about.st_mode));
}

/// Into what is no socket, and was found to be ready: a pipe that is ready takes PIPE_BUF bytes.
ssize_t write_in_pieces(patience& how, int fd, char const* data, std::size_t size)
{
    std::size_t done = 0;
    for (;;)
    {
        if (!is_ready(fd, POLLOUT))
        {
            if (!how.wait(POLLOUT))
            {
                break;
            }
            continue;
        }
        bool const is_short = size - done <= PIPE_BUF;
        ssize_t const count = libc_write(
            fd, data + done, is_short || (done == 0 && is_stored(fd)) ? size - done : PIPE_BUF);
        if (count < 0)
        {
            break;
        }
        done += std::size_t(count);
        if (done == size || count == 0)
        {
            count_call();
            break;
        }
    }
    return done != 0 ? ssize_t(done) : -1;
}

// Those that wait are out of line, as receive() of receive.cpp: with an object that has a destructor a
// hook would be no jump.

[[gnu::noinline]] ssize_t write_patiently(agent& self, int fd, void const* data, std::size_t size)
{
    patience how(self, fd, SO_SNDTIMEO, "write");
    if (!hints(fd).is_no_socket())
    {
        ssize_t const count = send_buffer(how, fd, data, size, 0);
        if (count >= 0 || errno != ENOTSOCK)
        {
            return count;
        }
        hints(fd).found_no_socket();
    }
    return write_in_pieces(how, fd, static_cast<char const*>(data), size);
}

[[gnu::noinline]] ssize_t write_parts_patiently(agent& self, int fd, iovec const* parts, int count)
{
    std::span<iovec const> const all(parts, std::size_t(count));
    patience how(self, fd, SO_SNDTIMEO, "writev");
    if (!hints(fd).is_no_socket())
    {
        msghdr message{};
        message.msg_iov = const_cast<iovec*>(parts);
        message.msg_iovlen = all.size();
        ssize_t const sent = send_message(how, fd, message, 0);
        if (sent >= 0 || errno != ENOTSOCK)
        {
            return sent;
        }
        hints(fd).found_no_socket();
    }
    // Short ones stay whole, as the kernel keeps them.
    if (size_of(all) <= PIPE_BUF || is_stored(fd))
    {
        while (!is_ready(fd, POLLOUT))
        {
            if (!how.wait(POLLOUT))
            {
                return -1;
            }
        }
        count_call();
        return libc_writev(fd, parts, count);
    }
    ssize_t done = 0;
    for (iovec const& each : all)
    {
        if (each.iov_len == 0)
        {
            continue;
        }
        ssize_t const now =
            write_in_pieces(how, fd, static_cast<char const*>(each.iov_base), each.iov_len);
        if (now < 0)
        {
            return done != 0 ? done : now;
        }
        done += now;
        if (std::size_t(now) != each.iov_len)
        {
            break;
        }
    }
    return done;
}

ssize_t cooperative_write(int fd, void const* data, size_t size)
{
    agent* const self = cooperative_caller();
    if (self == nullptr || size == 0)
    {
        return libc_write(fd, data, size);
    }
    return write_patiently(*self, fd, data, size);
}

ssize_t cooperative_writev(int fd, iovec const* parts, int count)
{
    agent* const self = cooperative_caller();
    if (self == nullptr || count <= 0 || count > IOV_MAX)
    {
        return libc_writev(fd, parts, count);
    }
    return write_parts_patiently(*self, fd, parts, count);
}

ssize_t cooperative_pwritev2(int fd, iovec const* parts, int count, off_t offset, int flags)
{
    if (offset != -1 || flags != 0)
    {
        return libc_pwritev2(fd, parts, count, offset, flags);
    }
    return cooperative_writev(fd, parts, count);
}

}  // namespace

hooks write_hooks()
{
    static std::array const all{
        hook(libc_write, cooperative_write, in_socket | in_os),
        hook(libc_write_alias, cooperative_write, in_socket | in_os),
        hook(libc_writev, cooperative_writev, in_socket | in_os),
        hook(libc_pwritev2, cooperative_pwritev2, in_socket | in_os),
        hook(libc_pwritev64v2, cooperative_pwritev2, in_socket | in_os),
    };
    return all;
}

}  // namespace quartet::gevent::monkey::detail
