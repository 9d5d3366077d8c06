// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_PROTOCOL_HPP
#define QUARTET_ASYNCIO_PROTOCOL_HPP

#include <quartet/address.hpp>
#include <quartet/detail/config.hpp>

#include <cstddef>
#include <exception>
#include <span>
#include <string_view>

namespace quartet::asyncio {

class Transport;
class DatagramTransport;
class SubprocessTransport;

/// What a transport tells about writing and about its end (Python: `asyncio.BaseProtocol`).
/**
 * All functions of protocols are called in the loop, outside of tasks, and must not wait. What one
 * throws goes to the exception handler of the loop, and ends the connection.
 */
class BaseProtocol
{
public:
    BaseProtocol() = default;
    BaseProtocol(BaseProtocol const&) = delete;
    BaseProtocol& operator=(BaseProtocol const&) = delete;
    virtual ~BaseProtocol() = default;

    /// The last one, once. @param error null: it was closed, or the other end has ended it.
    virtual void connection_lost(std::exception_ptr error) { static_cast<void>(error); }

    /// More is written than goes out: the buffer is above its high-water mark.
    virtual void pause_writing() {}

    /// The buffer has come down to its low-water mark.
    virtual void resume_writing() {}
};

/// One end of a stream of bytes (Python: `asyncio.Protocol`).
/**
 * connection_made, then data_received any number of times, then perhaps eof_received, then
 * connection_lost.
 *
 * @par Example
 * @code
 * struct Echo : asyncio::Protocol
 * {
 *     void connection_made(asyncio::Transport const& t) override { transport = t; }
 *     void data_received(std::string_view data) override { transport.write(data); }
 *     asyncio::Transport transport;
 * };
 * @endcode
 */
class Protocol : public BaseProtocol
{
public:
    virtual void connection_made(Transport const& transport) { static_cast<void>(transport); }

    /// @param data is gone when this returns.
    virtual void data_received(std::string_view data) { static_cast<void>(data); }

    /// The other end sends nothing more. @return whether one may still write; if not, the transport
    /// is closed.
    virtual bool eof_received() { return false; }
};

/// A Protocol that says where what comes shall lie (Python: `asyncio.BufferedProtocol`).
class BufferedProtocol : public Protocol
{
public:
    /// Where the next bytes shall go. @param sizehint how many may come; it is only a hint.
    /// @return not an empty one.
    virtual std::span<char> get_buffer(std::size_t sizehint) = 0;

    /// So many lie there now.
    virtual void buffer_updated(std::size_t count) = 0;

private:
    void data_received(std::string_view) final {}
};

/// What sends and receives datagrams (Python: `asyncio.DatagramProtocol`).
class DatagramProtocol : public BaseProtocol
{
public:
    virtual void connection_made(DatagramTransport const& transport)
    {
        static_cast<void>(transport);
    }

    /// @param data is gone when this returns.
    virtual void datagram_received(std::string_view data, address const& from)
    {
        static_cast<void>(data);
        static_cast<void>(from);
    }

    /// One could not be sent or received, because of an OSError.
    virtual void error_received(std::exception_ptr error) { static_cast<void>(error); }
};

/// What is told about a child process (Python: `asyncio.SubprocessProtocol`).
/**
 * connection_made, then what comes from its pipes and process_exited in any order, then
 * connection_lost, when it has ended and all pipes are closed. What a function throws goes to the
 * exception handler of the loop, and nothing else happens.
 *
 * pause_writing and resume_writing are about its standard input.
 */
class SubprocessProtocol : public BaseProtocol
{
public:
    virtual void connection_made(SubprocessTransport const& transport)
    {
        static_cast<void>(transport);
    }

    /// It has written. @param fd 1: its standard output, 2: its standard errors. @param data is gone
    /// when this returns.
    virtual void pipe_data_received(int fd, std::string_view data)
    {
        static_cast<void>(fd);
        static_cast<void>(data);
    }

    /// A pipe is closed. @param fd 0, 1 or 2. @param error null: it was closed, or the child has.
    virtual void pipe_connection_lost(int fd, std::exception_ptr error)
    {
        static_cast<void>(fd);
        static_cast<void>(error);
    }

    /// It has ended, and is reaped.
    virtual void process_exited() {}
};

}  // namespace quartet::asyncio

#endif
