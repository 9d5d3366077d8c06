// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_DETAIL_DATAGRAM_CORE_HPP
#define QUARTET_ASYNCIO_DETAIL_DATAGRAM_CORE_HPP

#include <quartet/address.hpp>
#include <quartet/asyncio/coroutine.hpp>
#include <quartet/asyncio/detail/loop_core.hpp>
#include <quartet/asyncio/detail/ref.hpp>
#include <quartet/asyncio/options.hpp>
#include <quartet/asyncio/protocol.hpp>
#include <quartet/detail/config.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

namespace quartet::asyncio::detail {

/// What all handles to a transport for datagrams share.
class QUARTET_DECL datagram_core : public counted<datagram_core>
{
public:
    virtual ~datagram_core() = default;

    /// Calls connection_made(), and receives from now on.
    virtual void begin(std::shared_ptr<DatagramProtocol> protocol) = 0;

    virtual void send(std::string_view bytes, std::optional<address> const& to) = 0;
    virtual void close() noexcept = 0;
    virtual void abort() noexcept = 0;
    virtual bool is_closing() const noexcept = 0;
    virtual std::size_t unsent() const noexcept = 0;
    virtual int fileno() const noexcept = 0;
    virtual std::optional<address> const& remote() const noexcept = 0;

protected:
    datagram_core() = default;
};

/// @throws OSError, gaierror @throws ValueError if nothing says what family it is of.
QUARTET_DECL Coroutine<ref<datagram_core>> make_datagram_endpoint(
    ref<loop_core> loop,
    std::optional<address> local,
    std::optional<address> remote,
    DatagramOptions options);

}  // namespace quartet::asyncio::detail

#endif
