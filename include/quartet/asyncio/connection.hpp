// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_CONNECTION_HPP
#define QUARTET_ASYNCIO_CONNECTION_HPP

// EventLoop::create_connection(), create_server(), their Unix forms, and pipes.
#include <quartet/asyncio/detail/connect.hpp>
#include <quartet/asyncio/event_loop.hpp>
#include <quartet/asyncio/options.hpp>
#include <quartet/asyncio/protocol.hpp>
#include <quartet/asyncio/server.hpp>
#include <quartet/asyncio/transport.hpp>

#include <concepts>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

namespace quartet::asyncio {
namespace detail {

template <class Factory, class Base>
concept makes = requires(Factory factory)
{
    {
        factory()
        } -> std::convertible_to<std::shared_ptr<Base>>;
};

template <class Factory, class Base = Protocol>
void require_factory()
{
    static_assert(
        makes<Factory, Base>,
        "quartet: the factory must be a function without parameters that returns a std::shared_ptr "
        "of a protocol");
}

template <class Factory>
Coroutine<std::pair<Transport, std::invoke_result_t<Factory&>>>
connect_accepted(ref<loop_core> loop, Factory factory, int sock)
{
    auto const protocol = factory();
    Transport const transport(make_transport_of_accepted(*loop, protocol, sock));
    transport.core().begin();
    std::pair result(transport, protocol);
    co_return std::move(result);
}

template <class Factory>
Coroutine<std::pair<Transport, std::invoke_result_t<Factory&>>>
connect_pipe(ref<loop_core> loop, Factory factory, int fd, bool reads)
{
    auto const protocol = factory();
    Transport const transport(make_pipe_transport(*loop, protocol, fd, reads));
    transport.core().begin();
    std::pair result(transport, protocol);
    co_return std::move(result);
}

}  // namespace detail

template <class Factory>
auto EventLoop::create_connection(
    Factory factory, std::string host, int port, ConnectionOptions options) const
{
    detail::require_factory<Factory>();
    return detail::connect_protocol(
        core_, detail::destination(std::move(host), port, options), std::move(factory));
}

template <class Factory>
auto EventLoop::create_unix_connection(Factory factory, std::string path) const
{
    detail::require_factory<Factory>();
    return detail::connect_protocol(
        core_, detail::destination(std::move(path)), std::move(factory));
}

template <class Factory>
auto EventLoop::connect_accepted_socket(Factory factory, int sock) const
{
    detail::require_factory<Factory>();
    return detail::connect_accepted(core_, std::move(factory), sock);
}

template <class Factory>
auto EventLoop::create_server(
    Factory factory, std::string host, int port, ServerOptions options) const
{
    detail::require_factory<Factory>();
    return detail::serve(detail::make_server(
        core_, std::move(host), port, options, detail::makes_protocol(std::move(factory))));
}

template <class Factory>
auto EventLoop::create_server(Factory factory, int sock, ServerOptions options) const
{
    detail::require_factory<Factory>();
    return detail::serve(
        detail::make_server_on(core_, sock, options, detail::makes_protocol(std::move(factory))));
}

template <class Factory>
auto EventLoop::create_unix_server(Factory factory, std::string path, ServerOptions options) const
{
    detail::require_factory<Factory>();
    return detail::serve(detail::make_unix_server(
        core_, address(std::move(path)), options, detail::makes_protocol(std::move(factory))));
}

template <class Factory>
auto EventLoop::connect_read_pipe(Factory factory, int fd) const
{
    detail::require_factory<Factory>();
    return detail::connect_pipe(core_, std::move(factory), fd, true);
}

template <class Factory>
auto EventLoop::connect_write_pipe(Factory factory, int fd) const
{
    detail::require_factory<Factory>();
    return detail::connect_pipe(core_, std::move(factory), fd, false);
}

}  // namespace quartet::asyncio

#endif
