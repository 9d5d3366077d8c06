// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/gevent/sleep.hpp>
#include <quartet/gevent/socket/socket.hpp>

#include <algorithm>
#include <fcntl.h>
#include <unistd.h>

#include "../../detail/socket_calls.hpp"
#include "core.hpp"

namespace quartet::gevent::socket {

using quartet::detail::deadline;
using quartet::detail::direction;
using quartet::detail::is_writable;
using quartet::detail::option_of;
using quartet::detail::throw_os_error;
using quartet::detail::unique_fd;

namespace {

constexpr std::size_t most_received = 256 * 1024;

/// What is received, until it is known how much it is. Not to be kept across a wait.
char* scratch()
{
    static thread_local std::unique_ptr<char[]> const bytes(new char[most_received]);
    return bytes.get();
}

void require(bool done, char const* what)
{
    if (!done)
    {
        throw_os_error(what);
    }
}

/// What the system calls with an address fill in.
struct name
{
    sockaddr_storage storage;
    socklen_t size = sizeof storage;

    sockaddr* get() noexcept { return reinterpret_cast<sockaddr*>(&storage); }
    address value() { return address(get(), size); }
};

}  // namespace

socket::core& socket::open() const
{
    if (core_ == nullptr)
    {
        throw OSError(EBADF, "socket");
    }
    return *core_;
}

socket::socket(int family, int type, int proto)
{
    unique_fd made = quartet::detail::make_socket(family, type, proto);
    int const kind = type & ~(SOCK_CLOEXEC | SOCK_NONBLOCK);
    core_ = std::make_shared<core>(std::move(made), family, kind, proto);
}

socket socket::adopt(int descriptor)
{
    int const family = option_of(descriptor, SO_DOMAIN);
    int const type = option_of(descriptor, SO_TYPE);
    int const proto = option_of(descriptor, SO_PROTOCOL);
    quartet::detail::make_non_blocking(descriptor, "socket");
    require(::fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0, "socket");
    struct holder
    {
        ~holder() { fd.release(); }
        unique_fd fd;
    } holds{unique_fd(descriptor)};
    return socket(std::make_shared<core>(std::move(holds.fd), family, type, proto));
}

int socket::family() const
{
    return open().family;
}

int socket::type() const
{
    return open().type;
}

int socket::proto() const
{
    return open().proto;
}

int socket::fileno() const noexcept
{
    return core_ == nullptr ? -1 : core_->fd.get();
}

// --- names --------------------------------------------------------------------------------------

void socket::bind(address const& where) const
{
    core& self = open();
    quartet::detail::bind_socket(self.fd.get(), resolved(where, self.family, self.type), "bind");
}

address socket::getsockname() const
{
    name of;
    require(::getsockname(open().fd.get(), of.get(), &of.size) == 0, "getsockname");
    return of.value();
}

address socket::getpeername() const
{
    name of;
    require(::getpeername(open().fd.get(), of.get(), &of.size) == 0, "getpeername");
    return of.value();
}

// --- connections --------------------------------------------------------------------------------

void socket::listen(int backlog) const
{
    require(::listen(open().fd.get(), backlog) == 0, "listen");
}

std::pair<socket, address> socket::accept() const
{
    auto const self = (open(), core_);
    name from;
    unique_fd made;
    self->repeat(direction::read, "accept", [&] {
        from.size = sizeof from.storage;
        int const got =
            ::accept4(self->fd.get(), from.get(), &from.size, SOCK_CLOEXEC | SOCK_NONBLOCK);
        made = unique_fd(got);
        errno = got < 0 && errno == ECONNABORTED ? EINTR : errno;  // it went away: the next one
        return got;
    });
    return {
        socket(std::make_shared<core>(std::move(made), self->family, self->type, self->proto)),
        from.value()};
}

void socket::connect(address const& where) const
{
    auto const self = (open(), core_);
    deadline const end(self->limit);
    sockaddr_storage to;
    socklen_t const size = resolved(where, self->family, self->type).store(to);
    while (::connect(self->fd.get(), reinterpret_cast<sockaddr*>(&to), size) != 0)
    {
        if (errno == EAGAIN && self->family == AF_UNIX && !self->never_waits())
        {
            // The listener has its fill. It cannot be waited for.
            if (end.expired())
            {
                throw TimeoutError("timed out");
            }
            sleep(0.01);
            continue;
        }
        if (errno != EINPROGRESS && errno != EINTR)
        {
            throw_os_error("connect");
        }
        if (self->never_waits())
        {
            throw OSError(EINPROGRESS, "connect");
        }
        do
        {
            self->wait(direction::write, end, "connect");
        } while (!is_writable(self->fd.get()));
        if (int const error = option_of(self->fd.get(), SO_ERROR))
        {
            throw_os_error("connect", error);
        }
        return;
    }
}

int socket::connect_ex(address const& where) const
{
    try
    {
        connect(where);
    }
    catch (TimeoutError const&)
    {
        return EAGAIN;
    }
    catch (OSError const& error)
    {
        if (error.code().category() != std::generic_category())
        {
            throw;
        }
        return error.code().value();
    }
    return 0;
}

// --- bytes --------------------------------------------------------------------------------------

std::string socket::recv(std::size_t most, int flags) const
{
    auto const self = (open(), core_);
    std::size_t const size = std::min(most, most_received);
    std::size_t const got = self->receive(
        size, flags, "recv", [&] { return ::recv(self->fd.get(), scratch(), size, flags); });
    return std::string(scratch(), got);
}

std::size_t socket::recv_into(std::span<std::byte> buffer, int flags) const
{
    auto const self = (open(), core_);
    return self->receive(buffer.size(), flags, "recv", [&] {
        return ::recv(self->fd.get(), buffer.data(), buffer.size(), flags);
    });
}

std::pair<std::string, address> socket::recvfrom(std::size_t most, int flags) const
{
    auto const self = (open(), core_);
    std::size_t const size = std::min(most, most_received);
    name from;
    std::size_t const got = self->receive(size, flags, "recvfrom", [&] {
        from.size = sizeof from.storage;
        return ::recvfrom(self->fd.get(), scratch(), size, flags, from.get(), &from.size);
    });
    return {std::string(scratch(), got), from.value()};
}

std::pair<std::size_t, address> socket::recvfrom_into(std::span<std::byte> buffer, int flags) const
{
    auto const self = (open(), core_);
    name from;
    std::size_t const got = self->receive(buffer.size(), flags, "recvfrom", [&] {
        from.size = sizeof from.storage;
        return ::recvfrom(
            self->fd.get(), buffer.data(), buffer.size(), flags, from.get(), &from.size);
    });
    return {got, from.value()};
}

std::size_t socket::send(std::span<std::byte const> bytes, int flags) const
{
    auto const self = (open(), core_);
    return self->repeat(direction::write, "send", [&] {
        return ::send(self->fd.get(), bytes.data(), bytes.size(), flags | MSG_NOSIGNAL);
    });
}

void socket::sendall(std::span<std::byte const> bytes, int flags) const
{
    auto const self = (open(), core_);
    deadline const end(self->limit);
    while (!bytes.empty())
    {
        bytes = bytes.subspan(self->repeat(direction::write, end, "sendall", [&] {
            return ::send(self->fd.get(), bytes.data(), bytes.size(), flags | MSG_NOSIGNAL);
        }));
    }
}

std::size_t socket::sendto(std::span<std::byte const> bytes, address const& where, int flags) const
{
    auto const self = (open(), core_);
    sockaddr_storage to;
    socklen_t const size = resolved(where, self->family, self->type).store(to);
    return self->repeat(direction::write, "sendto", [&] {
        return ::sendto(
            self->fd.get(),
            bytes.data(),
            bytes.size(),
            flags | MSG_NOSIGNAL,
            reinterpret_cast<sockaddr*>(&to),
            size);
    });
}

// --- its end ------------------------------------------------------------------------------------

void socket::shutdown(int how) const
{
    require(::shutdown(open().fd.get(), how) == 0, "shutdown");
}

void socket::close() const noexcept
{
    if (core_ != nullptr)
    {
        core_->fd.close();
    }
}

int socket::detach() const noexcept
{
    return core_ == nullptr ? -1 : core_->fd.release().release();
}

// --- settings -----------------------------------------------------------------------------------

void socket::settimeout(timeout limit) const
{
    if (limit.limit() && *limit.limit() < timeout::duration::zero())
    {
        throw ValueError(
            "settimeout: must not be negative, but is " +
            std::to_string(std::chrono::duration<double>(*limit.limit()).count()));
    }
    open().limit = limit;
}

timeout socket::gettimeout() const
{
    return open().limit;
}

void socket::setblocking(bool waits) const
{
    settimeout(waits ? timeout() : timeout(0));
}

int socket::getsockopt(int level, int option) const
{
    int value = 0;
    socklen_t size = sizeof value;
    require(::getsockopt(open().fd.get(), level, option, &value, &size) == 0, "getsockopt");
    return value;
}

std::string socket::getsockopt(int level, int option, std::size_t most) const
{
    std::string bytes(most, '\0');
    socklen_t size = static_cast<socklen_t>(most);
    require(::getsockopt(open().fd.get(), level, option, bytes.data(), &size) == 0, "getsockopt");
    bytes.resize(size);
    return bytes;
}

void socket::setsockopt(int level, int option, int value) const
{
    quartet::detail::set_option(open().fd.get(), level, option, value);
}

void socket::setsockopt(int level, int option, std::string_view bytes) const
{
    socklen_t const size = static_cast<socklen_t>(bytes.size());
    require(::setsockopt(open().fd.get(), level, option, bytes.data(), size) == 0, "setsockopt");
}

}  // namespace quartet::gevent::socket
