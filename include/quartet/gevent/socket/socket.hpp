// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_SOCKET_SOCKET_HPP
#define QUARTET_GEVENT_SOCKET_SOCKET_HPP

#include <quartet/address.hpp>
#include <quartet/detail/config.hpp>
#include <quartet/timeout.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <utility>

namespace quartet::gevent::socket {

using quartet::address;

/// A socket whose waits let other greenlets run (Python: `gevent.socket.socket`).
/**
 * TCP, UDP and Unix sockets with Python's verbs and the system's constants (AF_INET, SOCK_STREAM,
 * SOL_SOCKET). A handle: copies refer to the same socket, which closes when the last is gone, or at
 * close(). It is always non-blocking underneath; with a timeout of 0 what would wait throws OSError with
 * EAGAIN.
 *
 * One greenlet may read while another writes. Of two that read, or accept, the one that waited first
 * gets what comes (in Python that is an error).
 *
 * What the system refuses is OSError with its code: EADDRINUSE, ENETUNREACH, ...; for some there are
 * classes: ConnectionRefusedError, ConnectionResetError, BrokenPipeError. On a closed socket everything throws OSError with EBADF, also what waits when it is
 * closed.
 *
 * @par Example
 * @code
 * socket::socket s = socket::create_connection({"127.0.0.1", 8080});
 * s.sendall("hello");
 * std::string answer = s.recv(4096);
 * @endcode
 *
 * @par Thread safety
 * A socket belongs to one thread at a time.
 *
 * @par Blocking
 * A greenlet lets others run; on a thread without greenlets they block it.
 *
 * @par Between processes
 * Close-on-exec. A forked child shares it; each closes it for itself.
 */
class QUARTET_DECL socket
{
public:
    struct core;

    /// A new one. @throws OSError
    explicit socket(int family = AF_INET, int type = SOCK_STREAM, int proto = 0);

    /// Takes a descriptor over, which becomes non-blocking and close-on-exec (Python:
    /// `socket(fileno=...)`). @throws OSError if it is no socket; it stays the caller's then.
    static socket adopt(int descriptor);

    /// A further handle; of none: closed from the start.
    explicit socket(std::shared_ptr<core> shared) noexcept
        : core_(std::move(shared))
    {}

    int family() const;
    int type() const;
    int proto() const;

    /// The descriptor, which stays this object's; -1 when it is closed.
    int fileno() const noexcept;

    /// Whether it is closed.
    bool closed() const noexcept { return fileno() < 0; }

    // --- names ---

    /// @throws OSError, gaierror
    void bind(address const& where) const;

    address getsockname() const;
    address getpeername() const;

    // --- connections ---

    /// @param backlog how many connections wait for accept().
    void listen(int backlog = 128) const;

    /// The next connection, and from where. @throws TimeoutError
    std::pair<socket, address> accept() const;

    /// @throws TimeoutError, OSError, gaierror
    void connect(address const& where) const;

    /// The same. @return the system's error; 0 when it is connected; EAGAIN when the time is over.
    int connect_ex(address const& where) const;

    // --- bytes ---

    /// What has come, at least one byte. @param most bytes; one call gives no more than 256 KiB.
    /// @return "" at the end of the stream. @throws TimeoutError
    std::string recv(std::size_t most, int flags = 0) const;

    /// The same, without a copy. @return how many bytes; 0 at the end of the stream.
    std::size_t recv_into(std::span<std::byte> buffer, int flags = 0) const;
    std::size_t recv_into(std::span<char> buffer, int flags = 0) const
    {
        return recv_into(std::as_writable_bytes(buffer), flags);
    }

    /// A datagram, and from where.
    std::pair<std::string, address> recvfrom(std::size_t most, int flags = 0) const;
    std::pair<std::size_t, address> recvfrom_into(std::span<std::byte> buffer, int flags = 0) const;

    /// Some of it, at least one byte. @return how many. @throws TimeoutError
    std::size_t send(std::span<std::byte const> bytes, int flags = 0) const;
    std::size_t send(std::string_view bytes, int flags = 0) const
    {
        return send(std::as_bytes(std::span(bytes)), flags);
    }

    /// All of it. The timeout is for all. @throws TimeoutError; how much has gone is not known then.
    void sendall(std::span<std::byte const> bytes, int flags = 0) const;
    void sendall(std::string_view bytes, int flags = 0) const
    {
        sendall(std::as_bytes(std::span(bytes)), flags);
    }

    /// A datagram. @return how many bytes.
    std::size_t sendto(std::span<std::byte const> bytes, address const& where, int flags = 0) const;
    std::size_t sendto(std::string_view bytes, address const& where, int flags = 0) const
    {
        return sendto(std::as_bytes(std::span(bytes)), where, flags);
    }

    // --- its end ---

    /// @param how SHUT_RD, SHUT_WR or SHUT_RDWR.
    void shutdown(int how) const;

    /// Closes it for all copies in this process. Does nothing the second time.
    void close() const noexcept;

    /// Gives the descriptor up: the caller must close it. This object is closed then.
    int detach() const noexcept;

    // --- settings ---

    /// @param limit of every wait; 0: nothing waits; none: no limit. @throws ValueError if negative.
    void settimeout(timeout limit) const;
    timeout gettimeout() const;

    /// false: as a timeout of 0; true: as none.
    void setblocking(bool waits) const;

    int getsockopt(int level, int option) const;
    std::string getsockopt(int level, int option, std::size_t most) const;
    void setsockopt(int level, int option, int value) const;
    void setsockopt(int level, int option, std::string_view bytes) const;

    /// Whether both are handles to the same socket.
    friend bool operator==(socket const&, socket const&) noexcept = default;

private:
    core& open() const;

    std::shared_ptr<core> core_;
};

}  // namespace quartet::gevent::socket

#endif
