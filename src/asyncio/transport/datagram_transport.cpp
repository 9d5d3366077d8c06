// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "datagram_transport.hpp"

#include <quartet/address_info.hpp>
#include <quartet/asyncio/datagram.hpp>
#include <quartet/errors.hpp>

#include <cerrno>
#include <sys/socket.h>
#include <utility>

#include "../../detail/os_error.hpp"
#include "../../detail/socket_calls.hpp"
#include "lookup.hpp"
#include "scratch.hpp"
#include "socket_name.hpp"
#include "tell_protocol.hpp"

namespace quartet::asyncio {
namespace detail {

using quartet::detail::direction;
using quartet::detail::set_option;
using quartet::detail::throw_os_error;
using quartet::detail::unique_fd;

namespace {

constexpr int most_in_a_row = 64;  // then others have a turn
constexpr std::size_t high_water = 64 * 1024;
constexpr std::size_t low_water = high_water / 4;

}  // namespace

datagram_transport::datagram_transport(
    loop_core& loop, unique_fd socket, std::optional<address> remote) noexcept
    : counted_resident(loop)
    , fd_(std::move(socket))
    , remote_(std::move(remote))
{}

template <class Call>
void datagram_transport::tell(char const* function, Call call) noexcept
{
    auto const to = protocol_;  // it may be replaced meanwhile
    if (auto const error = tell_protocol(loop(), context_, function, [&] { call(*to); }))
    {
        end(error);
    }
}

/// Of an error of the system, which harms one datagram only.
void datagram_transport::tell_error(char const* what)
{
    tell("error_received", [error = quartet::detail::make_os_error(what)](DatagramProtocol& to) {
        to.error_received(error);
    });
}

void datagram_transport::begin(std::shared_ptr<DatagramProtocol> protocol)
{
    if (protocol == nullptr)
    {
        throw TypeError("protocol: is null");
    }
    protocol_ = std::move(protocol);
    enter();
    tell("connection_made", [this](DatagramProtocol& to) {
        to.connection_made(DatagramTransport(ref<datagram_core>(this)));
    });
    if (!is_closing_)
    {
        watch(direction::read, receives_);
    }
}

void datagram_transport::watch(direction where, quartet::detail::runnable& who) noexcept
{
    try
    {
        fd_.watch(where, who);
    }
    catch (...)
    {
        end(std::current_exception());
    }
}

void datagram_transport::receive_ready()
{
    std::span<char> const bytes = scratch();
    for (int left = most_in_a_row; !is_closing_; --left)
    {
        if (left == 0)
        {
            receives_.schedule();
            break;
        }
        sockaddr_storage name{};
        socklen_t size = sizeof name;
        auto* const at = reinterpret_cast<sockaddr*>(&name);
        ssize_t const got = ::recvfrom(fd_.get(), bytes.data(), bytes.size(), 0, at, &size);
        if (got >= 0)
        {
            tell("datagram_received", [&](DatagramProtocol& to) {
                to.datagram_received({bytes.data(), std::size_t(got)}, address(at, size));
            });
        }
        else if (errno == EAGAIN)
        {
            watch(direction::read, receives_);
            break;
        }
        else if (errno != EINTR)
        {
            tell_error("recvfrom");
        }
    }
}

void datagram_transport::send(std::string_view bytes, std::optional<address> const& to)
{
    if (remote_ ? (to && *to != *remote_) : !to)
    {
        throw ValueError(
            remote_ ? "sendto: the address must be none or " + remote_->text() + ", but is " +
                          to->text()
                    : "sendto: there is no address, and the endpoint is not connected");
    }
    if (is_closing_ || (waiting_.empty() && send_now(bytes, to)))
    {
        return;
    }
    waiting_.push_back({std::string(bytes), to});
    unsent_ += bytes.size();
    sends_.schedule();
    if (!is_paused_ && unsent_ > high_water)
    {
        is_paused_ = true;
        tell("pause_writing", [](DatagramProtocol& each) { each.pause_writing(); });
    }
}

/// @return false if it has to wait.
bool datagram_transport::send_now(std::string_view bytes, std::optional<address> const& to)
{
    sockaddr_storage name;
    socklen_t const size = remote_ ? 0 : to->store(name);
    auto const* const at = remote_ ? nullptr : reinterpret_cast<sockaddr const*>(&name);
    for (;;)
    {
        if (::sendto(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL, at, size) >= 0)
        {
            return true;
        }
        if (errno == EAGAIN)
        {
            return false;
        }
        if (errno != EINTR)
        {
            tell_error("sendto");
            return true;
        }
    }
}

void datagram_transport::send_ready()
{
    bool is_full = false;
    while (!is_over_ && !waiting_.empty() && !is_full)
    {
        is_full = !send_now(waiting_.front().bytes, waiting_.front().to);
        if (!is_full && !waiting_.empty())
        {
            unsent_ -= waiting_.front().bytes.size();
            waiting_.pop_front();
        }
    }
    if (!is_over_ && is_full)
    {
        watch(direction::write, sends_);
    }
    if (!is_over_ && is_paused_ && unsent_ <= low_water)
    {
        is_paused_ = false;
        tell("resume_writing", [](DatagramProtocol& each) { each.resume_writing(); });
    }
    if (is_closing_ && waiting_.empty())
    {
        end(nullptr);
    }
}

// --- its end ---

void datagram_transport::close() noexcept
{
    if (!std::exchange(is_closing_, true))
    {
        fd_.unwatch(direction::read);
        if (waiting_.empty())
        {
            end(nullptr);
        }
    }
}

void datagram_transport::end(std::exception_ptr error) noexcept
{
    if (!std::exchange(is_over_, true))
    {
        is_closing_ = true;
        error_ = std::move(error);
        fd_.unwatch(direction::read);
        fd_.unwatch(direction::write);
        waiting_.clear();
        unsent_ = 0;
        tells_lost_.schedule();
    }
}

void datagram_transport::tell_lost()
{
    if (!loop().is_closed())
    {
        tell("connection_lost", [this](DatagramProtocol& to) {
            to.connection_lost(std::exchange(error_, nullptr));
        });
        leave();
        fd_.close();
        protocol_ = nullptr;
    }
}

void datagram_transport::loop_closed() noexcept
{
    is_closing_ = is_over_ = true;
    fd_.close();
    protocol_ = nullptr;
}

// --- how it is made ---

namespace {

/// The number of an address, if it is a name.
Coroutine<std::optional<address>>
resolve(ref<loop_core> loop, std::optional<address> which, int family, int flags)
{
    if (!which || which->family() != AF_UNSPEC)
    {
        co_return which;
    }
    std::string const port = std::to_string(which->port());
    std::vector<address_info> const ways =
        co_await lookup(loop, which->host(), port, family, SOCK_DGRAM, 0, flags);
    co_return ways.front().where;
}

}  // namespace

Coroutine<ref<datagram_core>> make_datagram_endpoint(
    ref<loop_core> loop,
    std::optional<address> local,
    std::optional<address> remote,
    DatagramOptions options)
{
    local = co_await resolve(loop, std::move(local), options.family, 0);
    remote = co_await resolve(loop, std::move(remote), options.family, 0);
    int const family = local ? local->family() : remote ? remote->family() : options.family;
    if (family == AF_UNSPEC)
    {
        throw ValueError("create_datagram_endpoint: neither an address nor a family is given");
    }
    unique_fd made = quartet::detail::make_socket(family, SOCK_DGRAM);
    if (options.reuse_port)
    {
        set_option(made.get(), SOL_SOCKET, SO_REUSEPORT, 1);
    }
    if (options.allow_broadcast)
    {
        set_option(made.get(), SOL_SOCKET, SO_BROADCAST, 1);
    }
    if (local)
    {
        quartet::detail::bind_socket(made.get(), *local, "bind: " + local->text());
    }
    sockaddr_storage name;
    auto const* const at = reinterpret_cast<sockaddr const*>(&name);
    if (remote && ::connect(made.get(), at, remote->store(name)) != 0)
    {
        throw_os_error("connect: " + remote->text());
    }
    co_return ref<datagram_core>(new datagram_transport(*loop, std::move(made), std::move(remote)));
}

}  // namespace detail

address DatagramTransport::sockname() const
{
    return detail::name_of(fileno(), &::getsockname, "sockname");
}

}  // namespace quartet::asyncio
