// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_STREAMS_HPP
#define QUARTET_ASYNCIO_STREAMS_HPP

#include <quartet/asyncio/coroutine.hpp>
#include <quartet/asyncio/detail/handle_client.hpp>
#include <quartet/asyncio/event_loop.hpp>
#include <quartet/asyncio/options.hpp>
#include <quartet/asyncio/server.hpp>
#include <quartet/asyncio/stream_reader.hpp>
#include <quartet/asyncio/stream_writer.hpp>
#include <quartet/detail/config.hpp>

#include <string>
#include <utility>

namespace quartet::asyncio {

/// A protocol that fills a reader, from a pipe, say (Python: `asyncio.StreamReaderProtocol`).
class StreamReaderProtocol : public detail::stream_protocol
{
public:
    explicit StreamReaderProtocol(StreamReader const& reader) noexcept
        : stream_protocol(reader.core())
    {}
};

/// What open_connection() gives: `auto [reader, writer] = co_await ...`
using Streams = std::pair<StreamReader, StreamWriter>;

/// Connects to a host (Python: `asyncio.open_connection`). All that its name stands for is tried.
/// @param host a number or a name; "": this machine.
/// @throws ValueError if the port is not from 0 to 65535.
/// @return to be awaited: both ends of the stream. @throws OSError, gaierror
QUARTET_DECL Coroutine<Streams>
open_connection(std::string host, int port, ConnectionOptions options = {});

/// Connects to a Unix socket (Python: `asyncio.open_unix_connection`).
/// @param path begins with '\0' for a name in the abstract namespace.
QUARTET_DECL Coroutine<Streams>
open_unix_connection(std::string path, ConnectionOptions options = {});

/// Listens, and calls a function for each connection (Python: `asyncio.start_server`).
/**
 * @param connected takes a StreamReader and a StreamWriter. If it returns a coroutine, a task runs that;
 * what it throws goes to the exception handler of the loop. It lives as long as the server and those
 * tasks. The connection is closed when its last writer is gone.
 * @param host a number or a name; "": all of this machine's. @param port 0: any that is free.
 * @throws ValueError if the port is not from 0 to 65535.
 * @return to be awaited. @throws OSError if the address is in use, ... @throws gaierror
 *
 * @par Example
 * @code
 * asyncio::Coroutine<> echo(asyncio::StreamReader reader, asyncio::StreamWriter writer)
 * {
 *     while (auto line = co_await reader.next())
 *     {
 *         writer.write(*line);
 *         co_await writer.drain();
 *     }
 * }
 * auto server = co_await asyncio::start_server(echo, "127.0.0.1", 8888);
 * @endcode
 */
template <class F>
Coroutine<Server> start_server(F connected, std::string host, int port, ServerOptions options = {})
{
    detail::require_handler<F>();
    return detail::serve(detail::make_server(
        &detail::loop_core::require_running(),
        std::move(host),
        port,
        options,
        detail::handles_clients(std::move(connected), options.limit)));
}

/// The same on a socket that is bound, which is taken over (Python: `start_server(sock=...)`).
template <class F>
Coroutine<Server> start_server(F connected, int sock, ServerOptions options = {})
{
    detail::require_handler<F>();
    return detail::serve(detail::make_server_on(
        &detail::loop_core::require_running(),
        sock,
        options,
        detail::handles_clients(std::move(connected), options.limit)));
}

/// The same at a Unix socket (Python: `asyncio.start_unix_server`). Its path is removed when the server
/// is closed; one that somebody has left there before.
template <class F>
Coroutine<Server> start_unix_server(F connected, std::string path, ServerOptions options = {})
{
    detail::require_handler<F>();
    return detail::serve(detail::make_unix_server(
        &detail::loop_core::require_running(),
        address(std::move(path)),
        options,
        detail::handles_clients(std::move(connected), options.limit)));
}

}  // namespace quartet::asyncio

#endif
