// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_ASYNCIO_TRANSPORT_DESCRIPTOR_TRANSPORT_HPP
#define QUARTET_SRC_ASYNCIO_TRANSPORT_DESCRIPTOR_TRANSPORT_HPP

#include <quartet/asyncio/detail/transport_core.hpp>

#include "../../detail/loop/descriptor.hpp"

namespace quartet::asyncio::detail {

/// A transport over a socket, or one end of a pipe.
class descriptor_transport final : public transport_core
{
public:
    enum class kind
    {
        tcp,
        socket,  ///< another stream
        read_pipe,
        write_pipe
    };

    /// @param fd is non-blocking.
    descriptor_transport(
        loop_core& loop,
        std::shared_ptr<Protocol> protocol,
        quartet::detail::unique_fd fd,
        kind what) noexcept;

    int fileno() const noexcept override { return fd_.get(); }

private:
    bool is_socket() const noexcept { return kind_ == kind::tcp || kind_ == kind::socket; }

    void read() override;
    void pause() noexcept override;
    std::size_t send_now(std::span<char const> bytes) noexcept override;
    void flush() noexcept override;
    void send_eof() noexcept override;
    ssize_t send_file_now(int file, std::uint64_t offset, std::size_t most) noexcept override;
    void want_room() noexcept override { watch(quartet::detail::direction::write, writes_); }
    quartet::detail::unique_fd give_up() noexcept override { return fd_.release(); }
    void release() noexcept override { fd_.close(); }

    void read_ready();
    bool read_once();
    void look_for_end();
    void write_ready();

    /// Ends with the system's error.
    void fail(char const* what) noexcept;
    void watch(quartet::detail::direction where, quartet::detail::runnable& who) noexcept;

    quartet::detail::watched_descriptor fd_;
    kind const kind_;
    bool is_reading_now_ = false;
    loop_call<descriptor_transport, &descriptor_transport::read_ready> reads_{*this};
    loop_call<descriptor_transport, &descriptor_transport::write_ready> writes_{*this};
};

}  // namespace quartet::asyncio::detail

#endif
