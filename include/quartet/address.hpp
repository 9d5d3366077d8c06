// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ADDRESS_HPP
#define QUARTET_ADDRESS_HPP

#include <quartet/detail/config.hpp>

#include <array>
#include <compare>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <sys/socket.h>

namespace quartet {

/// Where a socket is: a host and a port, or a path.
/**
 * What is a tuple or a text in Python. A host is a number, such as "127.0.0.1" or "::1", or a name,
 * which is looked up when the address is used; then its family() is AF_UNSPEC.
 *
 * @par Example
 * @code
 * address here("127.0.0.1", 8080);
 * address file("/run/server.sock");
 * @endcode
 */
class QUARTET_DECL address
{
public:
    /// Of no family: of a socket that has no name.
    address() = default;

    /// @param host "": all of this machine's.
    /// @throws ValueError if the port is not from 0 to 65535.
    address(std::string host, int port);

    /// A path in the file system; one that begins with '\0' is a name in the abstract namespace.
    /// @throws ValueError for more than 107 characters.
    explicit address(std::string path);

    /// What the system says.
    address(sockaddr const* from, socklen_t size);

    /// AF_INET, AF_INET6, AF_UNIX; AF_UNSPEC if it is a name to be looked up, or none.
    int family() const noexcept { return family_; }

    /// The number or the name; "" of one that has a path.
    std::string host() const;

    int port() const noexcept { return port_; }

    /// "" of one that has a host.
    std::string path() const { return family_ == AF_UNIX ? text_ : std::string(); }

    /// Of an IPv6 address that is of one interface only.
    std::uint32_t scope_id() const noexcept { return scope_; }

    /// "127.0.0.1:80", "[::1]:80", "name:80", "/path", "@abstract"
    std::string text() const;

    /// For the system. Not of a name. @return its size.
    socklen_t store(sockaddr_storage& to) const noexcept;

    friend bool operator==(address const&, address const&) noexcept = default;
    friend auto operator<=>(address const&, address const&) noexcept = default;

    friend QUARTET_DECL std::ostream& operator<<(std::ostream& out, address const& value);

private:
    int family_ = AF_UNSPEC;
    std::uint16_t port_ = 0;
    std::uint32_t scope_ = 0;
    std::array<unsigned char, 16> number_{};  // of the host, in the order of the network
    std::string text_;                        // the path, or the name
};

}  // namespace quartet

#endif
