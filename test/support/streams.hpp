// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_SUPPORT_STREAMS_HPP
#define QUARTET_TEST_SUPPORT_STREAMS_HPP

#include <quartet/asyncio/streams.hpp>

#include <cstddef>
#include <string>
#include <utility>

#include "support/coroutines.hpp"
#include "support/leaves_no_descriptor.hpp"

namespace quartet_test {

using asyncio::Server;
using asyncio::StreamReader;
using asyncio::StreamWriter;

inline int port_of(Server const& server)
{
    return server.sockets().at(0).getsockname().port();
}

/// A server on this machine.
template <class F>
Coroutine<Server> serve(F handler, asyncio::ServerOptions options = {})
{
    return asyncio::start_server(std::move(handler), "127.0.0.1", 0, options);
}

inline Coroutine<asyncio::Streams> connect_to(Server const& server, std::size_t limit = 65536)
{
    return asyncio::open_connection("127.0.0.1", port_of(server), {.limit = limit});
}

/// Both ends of a connection: who has connected comes first.
struct connected_streams
{
    connected_streams(asyncio::Streams one, asyncio::Streams other) noexcept
        : reader(std::move(one.first))
        , writer(std::move(one.second))
        , peer_reader(std::move(other.first))
        , peer_writer(std::move(other.second))
    {}

    StreamReader reader;
    StreamWriter writer;
    StreamReader peer_reader;
    StreamWriter peer_writer;
};

inline Coroutine<connected_streams> connected_pair(std::size_t limit = 65536)
{
    asyncio::Future<asyncio::Streams> const accepted;
    auto const accept = [accepted](StreamReader reader, StreamWriter writer) {
        accepted.set_result(asyncio::Streams(std::move(reader), std::move(writer)));
    };
    Server const server = co_await serve(accept, {.limit = limit});
    asyncio::Streams one = co_await connect_to(server, limit);
    asyncio::Streams other = co_await accepted;
    server.close();
    co_return connected_streams(std::move(one), std::move(other));
}

}  // namespace quartet_test

#endif
