// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_DATAGRAM_HPP
#define QUARTET_ASYNCIO_DATAGRAM_HPP

#include <quartet/address.hpp>
#include <quartet/asyncio/connection.hpp>
#include <quartet/asyncio/detail/datagram_core.hpp>
#include <quartet/asyncio/event_loop.hpp>
#include <quartet/asyncio/protocol.hpp>
#include <quartet/detail/config.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace quartet::asyncio {

/// What sends datagrams, as a DatagramProtocol has it (Python: `asyncio.DatagramTransport`).
/**
 * A handle, as Transport.
 *
 * @par Example
 * @code
 * struct Echo : asyncio::DatagramProtocol
 * {
 *     void connection_made(asyncio::DatagramTransport const& t) override { transport = t; }
 *     void datagram_received(std::string_view data, quartet::address const& from) override
 *     {
 *         transport.sendto(data, from);
 *     }
 *     asyncio::DatagramTransport transport;
 * };
 * auto [transport, protocol] = co_await loop.create_datagram_endpoint(
 *     [] { return std::make_shared<Echo>(); }, quartet::address("127.0.0.1", 9999));
 * @endcode
 *
 * @par Thread safety
 * Belongs to the thread of its loop.
 */
class QUARTET_DECL DatagramTransport
{
public:
    /// Of no transport.
    DatagramTransport() = default;
    explicit DatagramTransport(detail::ref<detail::datagram_core> core) noexcept
        : core_(std::move(core))
    {}

    explicit operator bool() const noexcept { return core_ != nullptr; }

    /// Sends a datagram now, or when it can; nothing when it is closed. Errors of the system go to
    /// DatagramProtocol::error_received().
    /// @param to none: where the endpoint was connected to. Not a name.
    /// @throws ValueError for another address than that, and for none if it was not connected.
    void sendto(std::string_view bytes, std::optional<address> const& to = {}) const
    {
        core_->send(bytes, to);
    }

    /// How many bytes wait to be sent.
    std::size_t get_write_buffer_size() const noexcept { return core_->unsent(); }

    /// Sends what waits, receives nothing more, and ends.
    void close() const noexcept { core_->close(); }

    /// The same, but what was not sent is lost.
    void abort() const noexcept { core_->abort(); }

    bool is_closing() const noexcept { return core_->is_closing(); }

    /// Where it is bound (Python: `get_extra_info('sockname')`). @throws OSError if it is closed.
    address sockname() const;

    /// Where it was connected to; none: nowhere.
    std::optional<address> const& peername() const noexcept { return core_->remote(); }

    /// The descriptor, which stays the transport's; -1 when it is closed.
    int fileno() const noexcept { return core_->fileno(); }

private:
    detail::ref<detail::datagram_core> core_;
};

namespace detail {

template <class Factory>
Coroutine<std::pair<DatagramTransport, std::invoke_result_t<Factory&>>> make_endpoint(
    ref<loop_core> loop,
    std::optional<address> local,
    std::optional<address> remote,
    DatagramOptions options,
    Factory factory)
{
    ref<datagram_core> const made =
        co_await make_datagram_endpoint(loop, std::move(local), std::move(remote), options);
    auto const protocol = factory();
    made->begin(protocol);
    DatagramTransport const transport(made);
    std::pair result(transport, protocol);
    co_return std::move(result);
}

}  // namespace detail

template <class Factory>
auto EventLoop::create_datagram_endpoint(
    Factory factory,
    std::optional<address> local,
    std::optional<address> remote,
    DatagramOptions options) const
{
    detail::require_factory<Factory, DatagramProtocol>();
    return detail::make_endpoint(
        core_, std::move(local), std::move(remote), options, std::move(factory));
}

}  // namespace quartet::asyncio

#endif
