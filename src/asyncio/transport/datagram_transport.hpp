// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_ASYNCIO_TRANSPORT_DATAGRAM_TRANSPORT_HPP
#define QUARTET_SRC_ASYNCIO_TRANSPORT_DATAGRAM_TRANSPORT_HPP

#include <quartet/asyncio/detail/datagram_core.hpp>
#include <quartet/asyncio/detail/resident.hpp>
#include <quartet/detail/context_cell.hpp>

#include <deque>
#include <exception>
#include <string>

#include "../../detail/loop/descriptor.hpp"

namespace quartet::asyncio::detail {

/// A transport over a socket for datagrams.
class datagram_transport final : public counted_resident<datagram_core>
{
public:
    datagram_transport(
        loop_core& loop, quartet::detail::unique_fd socket, std::optional<address> remote) noexcept;

    void begin(std::shared_ptr<DatagramProtocol> protocol) override;
    void send(std::string_view bytes, std::optional<address> const& to) override;
    void close() noexcept override;
    void abort() noexcept override { end(nullptr); }
    bool is_closing() const noexcept override { return is_closing_; }
    std::size_t unsent() const noexcept override { return unsent_; }
    int fileno() const noexcept override { return fd_.get(); }
    std::optional<address> const& remote() const noexcept override { return remote_; }

private:
    struct datagram
    {
        std::string bytes;
        std::optional<address> to;
    };

    void receive_ready();
    void send_ready();
    bool send_now(std::string_view bytes, std::optional<address> const& to);
    void tell_lost();
    void tell_error(char const* what);
    void end(std::exception_ptr error) noexcept;
    void watch(quartet::detail::direction where, quartet::detail::runnable& who) noexcept;
    void loop_closed() noexcept override;

    template <class Call>
    void tell(char const* function, Call call) noexcept;

    quartet::detail::context_slot context_ = quartet::detail::context_cell::copy_current();
    quartet::detail::watched_descriptor fd_;
    std::optional<address> const remote_;
    std::shared_ptr<DatagramProtocol> protocol_;
    std::deque<datagram> waiting_;
    std::size_t unsent_ = 0;  // bytes of those
    bool is_closing_ = false;
    bool is_over_ = false;
    bool is_paused_ = false;  // the protocol has paused writing
    std::exception_ptr error_;
    loop_call<datagram_transport, &datagram_transport::receive_ready> receives_{*this};
    loop_call<datagram_transport, &datagram_transport::send_ready> sends_{*this};
    loop_call<datagram_transport, &datagram_transport::tell_lost> tells_lost_{*this};
};

}  // namespace quartet::asyncio::detail

#endif
