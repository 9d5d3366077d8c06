// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_SSL_HPP
#define QUARTET_ASYNCIO_SSL_HPP

// TLS: the functions of streams, connections and servers, with a context of Asio's. Not a part of
// quartet/asyncio.hpp; the program links OpenSSL (-lssl -lcrypto).
#include <quartet/asyncio/connection.hpp>
#include <quartet/asyncio/coroutine.hpp>
#include <quartet/asyncio/detail/connect.hpp>
#include <quartet/asyncio/detail/handle_client.hpp>
#include <quartet/asyncio/detail/tls_transport.hpp>
#include <quartet/asyncio/streams.hpp>
#include <quartet/asyncio/use_awaitable.hpp>
#include <quartet/asyncio/wait_for.hpp>
#include <quartet/detail/unique_fd.hpp>
#include <quartet/errors.hpp>

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace quartet::asyncio {

/// What OpenSSL refuses; `code()` holds its error (Python: `ssl.SSLError`).
class QUARTET_TYPE_VISIBLE SSLError : public OSError
{
public:
    explicit SSLError(boost::system::error_code const& error)
        : OSError(static_cast<std::error_code>(error), "TLS")
    {}
};

/// The keyword arguments of TLS. Texts are copied.
struct TlsOptions
{
    /// Whose certificate is expected, and sent with the question (SNI). "": the host; that of a path is
    /// to be given. Looked at if the context verifies.
    std::string_view server_hostname = {};

    double ssl_handshake_timeout = 60;  ///< seconds, then ConnectionAbortedError
    double ssl_shutdown_timeout = 30;   ///< seconds, then the connection is just closed
};

namespace detail {

inline std::exception_ptr tls_transport::as_exception(error_code const& error)
{
    if (error.category() == boost::system::system_category())
    {
        return error == boost::asio::error::connection_reset
                   ? std::make_exception_ptr(ConnectionResetError(error.value(), "TLS"))
                   : std::make_exception_ptr(OSError(error.value(), "TLS"));
    }
    return std::make_exception_ptr(SSLError(error));
}

/// What one side does to begin.
struct tls_settings
{
    tls_settings(
        boost::asio::ssl::context& with,
        boost::asio::ssl::stream_base::handshake_type which,
        std::string name,
        TlsOptions const& options)
        : context(&with)
        , side(which)
        , hostname(std::move(name))
        , most_of_handshake(options.ssl_handshake_timeout)
        , most_of_shutdown(options.ssl_shutdown_timeout)
    {}

    boost::asio::ssl::context* context;
    boost::asio::ssl::stream_base::handshake_type side;
    std::string hostname;  // "": nobody's
    std::chrono::duration<double> most_of_handshake;
    std::chrono::duration<double> most_of_shutdown;
};

inline Coroutine<void>
shake_hands(tls_stream& stream, boost::asio::ssl::stream_base::handshake_type side)
{
    try
    {
        co_await stream.async_handshake(side, use_awaitable);
    }
    catch (boost::system::system_error const& error)
    {
        throw SSLError(error.code());
    }
}

/// A transport over a connected socket, after the handshake.
/// @throws SSLError @throws ConnectionAbortedError if it takes too long.
inline Coroutine<ref<transport_core>> make_tls_transport(
    ref<loop_core> loop,
    std::shared_ptr<Protocol> protocol,
    quartet::detail::unique_fd connection,
    tls_settings settings)
{
    using boost::asio::generic::stream_protocol;
    stream_protocol::socket socket(io_context_of(EventLoop(loop)));
    int const family = family_of(connection.get());
    socket.assign(stream_protocol(family, 0), connection.get());
    connection.release();
    auto stream = std::make_unique<tls_stream>(std::move(socket), *settings.context);
    if (!settings.hostname.empty())
    {
        if (address(settings.hostname, 0).family() == AF_UNSPEC)  // not a number
        {
            SSL_set_tlsext_host_name(stream->native_handle(), settings.hostname.c_str());
        }
        stream->set_verify_callback(boost::asio::ssl::host_name_verification(settings.hostname));
    }
    bool is_late = false;
    try
    {
        co_await asyncio::wait_for(shake_hands(*stream, settings.side), settings.most_of_handshake);
    }
    catch (TimeoutError const&)
    {
        is_late = true;
    }
    if (is_late)
    {
        throw ConnectionAbortedError(ECONNABORTED, "TLS: the handshake takes too long");
    }
    co_return ref<transport_core>(new tls_transport(
        *loop,
        std::move(protocol),
        std::move(stream),
        std::chrono::duration_cast<std::chrono::nanoseconds>(settings.most_of_shutdown)));
}

inline tls_settings
as_client(boost::asio::ssl::context& context, std::string host, TlsOptions const& options)
{
    return tls_settings(
        context,
        boost::asio::ssl::stream_base::client,
        options.server_hostname.empty() ? std::move(host) : std::string(options.server_hostname),
        options);
}

inline tls_settings as_server(boost::asio::ssl::context& context, TlsOptions const& options)
{
    return tls_settings(context, boost::asio::ssl::stream_base::server, {}, options);
}

template <class Factory>
Coroutine<std::pair<Transport, std::invoke_result_t<Factory&>>>
connect_tls(ref<loop_core> loop, destination where, Factory factory, tls_settings settings)
{
    quartet::detail::unique_fd socket = co_await connect(loop, std::move(where));
    auto const protocol = factory();
    ref<transport_core> const made =
        co_await make_tls_transport(loop, protocol, std::move(socket), std::move(settings));
    made->begin();
    std::pair result(Transport(made), protocol);
    co_return std::move(result);
}

/// Of a connection that a server has accepted. One whose handshake fails is closed.
template <class Begin>
Coroutine<void> accept_tls(
    ref<server_core> server,
    quartet::detail::unique_fd socket,
    std::shared_ptr<Protocol> protocol,
    tls_settings settings,
    Begin begin)
{
    ref<transport_core> made;
    try
    {
        ref<loop_core> const loop(&server->loop());
        made = co_await make_tls_transport(
            loop, std::move(protocol), std::move(socket), std::move(settings));
    }
    catch (OSError const&)
    {
        co_return;
    }
    made->belongs_to(*server);
    begin(made);
}

/// What a server makes of a connection: what `make` says, with TLS.
/// @param make gives a protocol, and what is called with the transport.
template <class Make>
server_core::maker with_tls(tls_settings settings, Make make)
{
    return [settings, make](server_core& server, quartet::detail::unique_fd socket) mutable {
        auto [protocol, begin] = make();
        EventLoop(ref<loop_core>(&server.loop()))
            .create_task(accept_tls(
                ref<server_core>(&server), std::move(socket), protocol, settings, begin));
    };
}

template <class F>
auto tls_clients(F connected, std::size_t limit)
{
    auto const what = std::make_shared<F>(std::move(connected));
    return [what, limit] {
        auto const protocol = make_stream_protocol(limit);
        auto const begin = [what, protocol](ref<transport_core> const& made) {
            begin_client(what, protocol, made);
        };
        return std::pair(std::shared_ptr<Protocol>(protocol), begin);
    };
}

template <class Factory>
auto tls_protocols(Factory factory)
{
    return [factory = std::move(factory)]() mutable {
        auto const begin = [](ref<transport_core> const& made) { made->begin(); };
        return std::pair(std::shared_ptr<Protocol>(factory()), begin);
    };
}

inline Coroutine<Streams>
open_tls(ref<loop_core> loop, destination where, std::size_t limit, tls_settings settings)
{
    auto const protocol = make_stream_protocol(limit);
    auto const factory = [protocol] { return protocol; };
    co_await connect_tls(loop, std::move(where), factory, std::move(settings));
    Streams result{StreamReader(protocol->reader()), StreamWriter(protocol)};
    co_return std::move(result);
}

inline Coroutine<void>
upgrade_to_tls(std::shared_ptr<stream_protocol> protocol, tls_settings settings)
{
    ref<transport_core> const old = protocol->transport();
    old->limits(0, 0);
    co_await drain_awaitable(protocol);  // what was written goes out as it is
    ref<loop_core> const loop(&old->loop());
    ref<server_core> const server = old->server();
    quartet::detail::unique_fd socket = old->detach();
    ref<transport_core> const made =
        co_await make_tls_transport(loop, protocol, std::move(socket), std::move(settings));
    if (server != nullptr)
    {
        made->belongs_to(*server);
    }
    made->begin();
}

}  // namespace detail

/// open_connection() with TLS (Python: `open_connection(..., ssl=context)`).
/**
 * @param context lives until it is connected. It decides whether and how the server's certificate is
 * verified: by default it is not.
 * @throws SSLError if the handshake fails. @throws ConnectionAbortedError if it takes too long.
 *
 * @par Example
 * @code
 * boost::asio::ssl::context context(boost::asio::ssl::context::tls_client);
 * context.set_default_verify_paths();
 * context.set_verify_mode(boost::asio::ssl::verify_peer);
 * auto [reader, writer] = co_await asyncio::open_connection("example.org", 443, context);
 * @endcode
 */
inline Coroutine<Streams> open_connection(
    std::string host,
    int port,
    boost::asio::ssl::context& context,
    TlsOptions tls = {},
    ConnectionOptions options = {})
{
    auto settings = detail::as_client(context, host, tls);
    return detail::open_tls(
        &detail::loop_core::require_running(),
        detail::destination(std::move(host), port, options),
        options.limit,
        std::move(settings));
}

inline Coroutine<Streams> open_unix_connection(
    std::string path,
    boost::asio::ssl::context& context,
    TlsOptions tls = {},
    ConnectionOptions options = {})
{
    return detail::open_tls(
        &detail::loop_core::require_running(),
        detail::destination(std::move(path)),
        options.limit,
        detail::as_client(context, {}, tls));
}

/// start_server() with TLS (Python: `start_server(..., ssl=context)`). A connection whose handshake
/// fails is closed, and nobody is told.
/// @param context lives as long as the server.
template <class F>
Coroutine<Server> start_server(
    F connected,
    std::string host,
    int port,
    boost::asio::ssl::context& context,
    TlsOptions tls = {},
    ServerOptions options = {})
{
    detail::require_handler<F>();
    return detail::serve(detail::make_server(
        &detail::loop_core::require_running(),
        std::move(host),
        port,
        options,
        detail::with_tls(
            detail::as_server(context, tls),
            detail::tls_clients(std::move(connected), options.limit))));
}

template <class F>
Coroutine<Server> start_unix_server(
    F connected,
    std::string path,
    boost::asio::ssl::context& context,
    TlsOptions tls = {},
    ServerOptions options = {})
{
    detail::require_handler<F>();
    return detail::serve(detail::make_unix_server(
        &detail::loop_core::require_running(),
        address(std::move(path)),
        options,
        detail::with_tls(
            detail::as_server(context, tls),
            detail::tls_clients(std::move(connected), options.limit))));
}

/// EventLoop::create_connection() with TLS, in the running loop.
template <class Factory>
auto create_connection(
    Factory factory,
    std::string host,
    int port,
    boost::asio::ssl::context& context,
    TlsOptions tls = {},
    ConnectionOptions options = {})
{
    detail::require_factory<Factory>();
    auto settings = detail::as_client(context, host, tls);
    return detail::connect_tls(
        detail::ref<detail::loop_core>(&detail::loop_core::require_running()),
        detail::destination(std::move(host), port, options),
        std::move(factory),
        std::move(settings));
}

/// EventLoop::create_server() with TLS, in the running loop. @param context lives as long as the server.
template <class Factory>
Coroutine<Server> create_server(
    Factory factory,
    std::string host,
    int port,
    boost::asio::ssl::context& context,
    TlsOptions tls = {},
    ServerOptions options = {})
{
    detail::require_factory<Factory>();
    return detail::serve(detail::make_server(
        &detail::loop_core::require_running(),
        std::move(host),
        port,
        options,
        detail::with_tls(
            detail::as_server(context, tls), detail::tls_protocols(std::move(factory)))));
}

/// Which side begins the handshake.
enum class tls_side
{
    client,
    server
};

/// Goes on with TLS on a connection that has begun without (Python: `StreamWriter.start_tls`). Nobody
/// may read or write meanwhile. To be awaited.
/// @throws SSLError, ConnectionAbortedError; the connection is closed then.
inline Coroutine<void> start_tls(
    StreamWriter const& writer,
    boost::asio::ssl::context& context,
    tls_side side = tls_side::client,
    TlsOptions tls = {})
{
    return detail::upgrade_to_tls(
        writer.protocol(),
        side == tls_side::client ? detail::as_client(context, {}, tls)
                                 : detail::as_server(context, tls));
}

}  // namespace quartet::asyncio

#endif
