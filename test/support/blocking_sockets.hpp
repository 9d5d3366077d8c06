// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// Sockets as programs in C have them.

#ifndef QUARTET_TEST_SUPPORT_BLOCKING_SOCKETS_HPP
#define QUARTET_TEST_SUPPORT_BLOCKING_SOCKETS_HPP

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace quartet_test {

/// Both ends of a connection; -1 when one is closed.
struct pair_of_sockets
{
    pair_of_sockets()
    {
        int ends[2] = {-1, -1};
        ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends);
        a = ends[0];
        b = ends[1];
    }
    pair_of_sockets(pair_of_sockets const&) = delete;
    pair_of_sockets& operator=(pair_of_sockets const&) = delete;
    ~pair_of_sockets()
    {
        close_a();
        close_b();
    }

    void close_a() noexcept { close(a); }
    void close_b() noexcept { close(b); }

    int a;
    int b;

private:
    static void close(int& which) noexcept
    {
        if (which >= 0)
        {
            ::close(std::exchange(which, -1));
        }
    }
};

/// One that listens on loopback.
class listener
{
public:
    listener()
        : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in any{};
        any.sin_family = AF_INET;
        any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::bind(fd_, reinterpret_cast<sockaddr const*>(&any), sizeof any);
        ::listen(fd_, 128);
    }
    listener(listener const&) = delete;
    listener& operator=(listener const&) = delete;
    ~listener() { ::close(fd_); }

    int fd() const noexcept { return fd_; }

    sockaddr_in address() const
    {
        sockaddr_in its{};
        socklen_t size = sizeof its;
        ::getsockname(fd_, reinterpret_cast<sockaddr*>(&its), &size);
        return its;
    }

    int accept() const { return ::accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC); }

    /// A client of it, or -1.
    int connect() const
    {
        int const client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in const to = address();
        if (::connect(client, reinterpret_cast<sockaddr const*>(&to), sizeof to) != 0)
        {
            ::close(client);
            return -1;
        }
        return client;
    }

private:
    int fd_;
};

}  // namespace quartet_test

#endif
