// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// sendfile, splice, tee, vmsplice.
#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <new>
#include <sys/sendfile.h>
#include <unistd.h>

#include "../offload.hpp"
#include "../patience.hpp"
#include "hooks.hpp"

namespace quartet::gevent::monkey::detail {
namespace {

constinit original libc_sendfile("sendfile", ::sendfile);
constinit original libc_sendfile64("sendfile64", ::sendfile64);
constinit original libc_splice("splice", ::splice);
constinit original libc_tee("tee", ::tee);
constinit original libc_vmsplice("vmsplice", ::vmsplice);

/// A descriptor with O_NONBLOCK is to be had for a pipe or socket only by changing it for all who
/// share it; so who would wait does so in another thread.
template <class Call>
auto in_thread_if_blocking(int in, int out, Call call)
{
    if (cooperative_caller() == nullptr || !(is_blocking(in) || is_blocking(out)))
    {
        return call();
    }
    return offload(call);
}

bool is_socket(int fd) noexcept
{
    int type;
    socklen_t size = sizeof type;
    return ::getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0;
}

/// Into a socket, part by part, because the kernel would wait.
ssize_t send_parts(agent& self, int out, int in, off64_t from, std::size_t count) noexcept
{
    constexpr std::size_t most = 64 * 1024;
    std::unique_ptr<char[]> const buffer(new (std::nothrow) char[std::min(most, count)]);
    if (buffer == nullptr)
    {
        errno = ENOMEM;
        return -1;
    }
    patience how(self, out, SO_SNDTIMEO, "sendfile");
    std::size_t done = 0;
    while (done < count)
    {
        ssize_t const part =
            ::pread64(in, buffer.get(), std::min(most, count - done), from + off64_t(done));
        if (part <= 0)
        {
            return done != 0 ? ssize_t(done) : part;
        }
        ssize_t const sent = send_buffer(how, out, buffer.get(), std::size_t(part), 0);
        if (sent < 0)
        {
            return done != 0 ? ssize_t(done) : sent;
        }
        done += std::size_t(sent);
        if (sent != part)
        {
            break;
        }
    }
    return ssize_t(done);
}

ssize_t cooperative_sendfile64(int out, int in, off64_t* offset, size_t count) noexcept
{
    agent* const self = cooperative_caller();
    if (self == nullptr || count == 0 || !is_blocking(out))
    {
        return libc_sendfile64(out, in, offset, count);
    }
    off64_t const from = offset != nullptr ? *offset : ::lseek64(in, 0, SEEK_CUR);
    if (from < 0 || !is_socket(out))
    {
        return offload([&] { return libc_sendfile64(out, in, offset, count); });
    }
    ssize_t const sent = send_parts(*self, out, in, from, count);
    if (sent > 0 && offset != nullptr)
    {
        *offset = from + sent;
    }
    else if (sent > 0)
    {
        ::lseek64(in, from + sent, SEEK_SET);
    }
    return sent;
}

ssize_t cooperative_sendfile(int out, int in, off_t* offset, size_t count) noexcept
{
    static_assert(sizeof(off_t) == sizeof(off64_t));
    return cooperative_sendfile64(out, in, reinterpret_cast<off64_t*>(offset), count);
}

ssize_t cooperative_splice(
    int in, off64_t* offset_in, int out, off64_t* offset_out, size_t count, unsigned flags)
{
    auto const call = [&] { return libc_splice(in, offset_in, out, offset_out, count, flags); };
    // The flag is about the pipe; what is no pipe waits as its own flag says.
    return in_thread_if_blocking(in, out, call);
}

ssize_t cooperative_tee(int in, int out, size_t count, unsigned flags)
{
    auto const call = [&] { return libc_tee(in, out, count, flags); };
    return (flags & SPLICE_F_NONBLOCK) != 0 ? call() : in_thread_if_blocking(in, out, call);
}

ssize_t cooperative_vmsplice(int fd, iovec const* parts, size_t count, unsigned flags)
{
    auto const call = [&] { return libc_vmsplice(fd, parts, count, flags); };
    return (flags & SPLICE_F_NONBLOCK) != 0 ? call() : in_thread_if_blocking(fd, fd, call);
}

}  // namespace

hooks sendfile_hooks()
{
    static std::array const all{
        hook(libc_sendfile, cooperative_sendfile, in_socket),
        hook(libc_sendfile64, cooperative_sendfile64, in_socket),
        hook(libc_splice, cooperative_splice, in_socket),
        hook(libc_tee, cooperative_tee, in_socket),
        hook(libc_vmsplice, cooperative_vmsplice, in_socket),
    };
    return all;
}

}  // namespace quartet::gevent::monkey::detail
