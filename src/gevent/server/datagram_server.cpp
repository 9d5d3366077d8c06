// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/gevent/server/datagram_server.hpp>

#include <utility>

#include "core.hpp"

namespace quartet::gevent::server {
namespace {

constexpr std::size_t most = 65536;  // no datagram is longer

struct datagram_core final : BaseServer::core
{
    datagram_core(
        std::optional<socket::address> to_bind,
        socket::socket from,
        DatagramServer::handler with,
        ServerOptions options_)
        : core(std::move(to_bind), std::move(from), std::move(options_))
        , handle_one(std::move(with))
    {
        if (handle_one == nullptr)
        {
            throw ValueError("handle: there is none");
        }
    }

    socket::socket bind(socket::address const& to) const override
    {
        socket::socket made(to.family() == AF_UNSPEC ? AF_INET : to.family(), SOCK_DGRAM);
        made.bind(to);
        return made;
    }

    std::function<void()> next() const override
    {
        auto got = listener.recvfrom(most);
        return [this, bytes = std::move(got.first), from = std::move(got.second)] {
            handle_one(bytes, from);
        };
    }

    char const* kind() const noexcept override { return "DatagramServer"; }

    DatagramServer::handler const handle_one;
};

}  // namespace

DatagramServer::DatagramServer(socket::address where, handler handle, ServerOptions options)
    : BaseServer(std::make_shared<datagram_core>(
          std::move(where), socket::socket(nullptr), std::move(handle), std::move(options)))
{}

DatagramServer::DatagramServer(socket::socket listener, handler handle, ServerOptions options)
    : BaseServer(std::make_shared<datagram_core>(
          std::nullopt, std::move(listener), std::move(handle), std::move(options)))
{}

}  // namespace quartet::gevent::server
