// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/gevent/server/stream_server.hpp>
#include <quartet/gevent/socket/connect.hpp>

#include <utility>

#include "core.hpp"

namespace quartet::gevent::server {
namespace {

struct stream_core final : BaseServer::core
{
    stream_core(
        std::optional<socket::address> to_bind,
        socket::socket from,
        StreamServer::handler with,
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
        return socket::create_server(to, {.backlog = options.backlog});
    }

    std::function<void()> next() const override
    {
        auto accepted = listener.accept();
        return [this, client = std::move(accepted.first), from = std::move(accepted.second)] {
            struct end
            {
                ~end() { of.close(); }
                socket::socket const& of;
            } const at_end{client};
            handle_one(client, from);
        };
    }

    char const* kind() const noexcept override { return "StreamServer"; }

    StreamServer::handler const handle_one;
};

}  // namespace

StreamServer::StreamServer(socket::address where, handler handle, ServerOptions options)
    : BaseServer(std::make_shared<stream_core>(
          std::move(where), socket::socket(nullptr), std::move(handle), std::move(options)))
{}

StreamServer::StreamServer(socket::socket listener, handler handle, ServerOptions options)
    : BaseServer(std::make_shared<stream_core>(
          std::nullopt, std::move(listener), std::move(handle), std::move(options)))
{}

}  // namespace quartet::gevent::server
