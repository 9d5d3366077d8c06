// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <quartet/gevent/server.hpp>
#include <quartet/gevent/socket.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <memory>

#include "support/echo_load.hpp"
#include "support/row.hpp"

namespace {

// For messages of any size; each is of bench::echo_bytes.
constexpr std::size_t buffer_size = 4096;

void ours(int listener)
{
    namespace gevent = quartet::gevent;
    gevent::server::StreamServer server(
        gevent::socket::fromfd(listener), [](gevent::socket::socket connection, auto const&) {
            std::array<char, buffer_size> buffer;
            while (std::size_t const got = connection.recv_into(buffer))
            {
                connection.sendall({buffer.data(), got});
            }
        });
    server.serve_forever();
}

/// As little as can be done: one epoll, which says who has sent something.
class asio_connection : public std::enable_shared_from_this<asio_connection>
{
public:
    explicit asio_connection(boost::asio::ip::tcp::socket socket)
        : socket_(std::move(socket))
    {}

    void read()
    {
        socket_.async_read_some(
            boost::asio::buffer(buffer_),
            [self = shared_from_this()](boost::system::error_code error, std::size_t got) {
                if (!error)
                {
                    self->write(got);
                }
            });
    }

private:
    void write(std::size_t size)
    {
        boost::asio::async_write(
            socket_,
            boost::asio::buffer(buffer_, size),
            [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                if (!error)
                {
                    self->read();
                }
            });
    }

    boost::asio::ip::tcp::socket socket_;
    std::array<char, buffer_size> buffer_;
};

void accept_next(boost::asio::ip::tcp::acceptor& acceptor)
{
    acceptor.async_accept(
        [&acceptor](boost::system::error_code error, boost::asio::ip::tcp::socket socket) {
            if (!error)
            {
                std::make_shared<asio_connection>(std::move(socket))->read();
            }
            accept_next(acceptor);
        });
}

void asio(int listener)
{
    boost::asio::io_context io(1);
    boost::asio::ip::tcp::acceptor acceptor(io, boost::asio::ip::tcp::v4(), listener);
    accept_next(acceptor);
    io.run();
}

}  // namespace

int main(int argc, char** argv)
{
    bench::row row(
        "gevent.echo", "1000 connections, 64 B: a server's processor time per request", "us");
    row.ours([] { return bench::cpu_of_echo(ours); });
    row.peer("epoll", {.goal = 0.95, .least = 0.8}, [] {
        return bench::cpu_of_echo(bench::serve_by_epoll);
    });
    row.peer("asio", {.goal = 1.0, .least = 0.87}, [] { return bench::cpu_of_echo(asio); });
    row.peer("gevent", {.goal = 2.5, .least = 1.8}, [&] {
        return bench::cpu_of_echo(row.file("gevent/echo.py"));
    });
    return row.run(argc, argv, 5);
}
