// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_DETAIL_HANDLE_CLIENT_HPP
#define QUARTET_ASYNCIO_DETAIL_HANDLE_CLIENT_HPP

#include <quartet/asyncio/detail/awaiter.hpp>
#include <quartet/asyncio/detail/connect.hpp>
#include <quartet/asyncio/detail/stream_protocol.hpp>
#include <quartet/asyncio/errors.hpp>
#include <quartet/asyncio/stream_reader.hpp>
#include <quartet/asyncio/stream_writer.hpp>
#include <quartet/asyncio/task.hpp>

#include <concepts>
#include <cstddef>
#include <exception>
#include <memory>
#include <type_traits>
#include <utility>

namespace quartet::asyncio::detail {

template <class F>
void require_handler()
{
    static_assert(
        std::invocable<F&, StreamReader, StreamWriter>,
        "quartet: what start_server() calls must take a StreamReader and a StreamWriter");
}

/// Runs what handles a client, and says what it throws.
template <class F>
Coroutine<void> handle_client(std::shared_ptr<F> what, StreamReader reader, StreamWriter writer)
{
    Transport const connection = writer.transport();
    std::exception_ptr error;
    try
    {
        co_await (*what)(std::move(reader), std::move(writer));
        co_return;
    }
    catch (CancelledError const&)
    {}
    catch (SystemExit const&)
    {
        error = std::current_exception();
    }
    catch (...)
    {
        connection.core().loop().report(
            {"Unhandled exception in client_connected_cb", std::current_exception(), {}});
    }
    connection.close();
    if (error != nullptr)
    {
        std::rethrow_exception(error);
    }
}

inline std::shared_ptr<stream_protocol> make_stream_protocol(std::size_t limit)
{
    return std::make_shared<stream_protocol>(ref<reader_core>(new reader_core(limit)));
}

/// Begins a connection, whose streams the function gets.
template <class F>
void begin_client(
    std::shared_ptr<F> const& what,
    std::shared_ptr<stream_protocol> const& protocol,
    ref<transport_core> const& connection)
{
    connection->begin();
    StreamReader reader(protocol->reader());
    StreamWriter writer(protocol);
    if constexpr (awaitable<std::invoke_result_t<F&, StreamReader, StreamWriter>>)
    {
        EventLoop(ref<loop_core>(&connection->loop()))
            .create_task(handle_client(what, std::move(reader), std::move(writer)));
    }
    else
    {
        (*what)(std::move(reader), std::move(writer));
    }
}

/// What a server makes of a connection: streams, for a function.
template <class F>
server_core::maker handles_clients(F connected, std::size_t limit)
{
    auto const what = std::make_shared<F>(std::move(connected));
    return [what, limit](server_core& server, quartet::detail::unique_fd socket) {
        auto const protocol = make_stream_protocol(limit);
        auto const made = make_transport(server.loop(), protocol, std::move(socket));
        made->belongs_to(server);
        begin_client(what, protocol, made);
    };
}

}  // namespace quartet::asyncio::detail

#endif
