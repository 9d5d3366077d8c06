// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/address.hpp>
#include <quartet/errors.hpp>

#include <arpa/inet.h>
#include <cstddef>
#include <cstring>
#include <netinet/in.h>
#include <ostream>
#include <sys/un.h>
#include <utility>

namespace quartet {

address::address(std::string host, int port)
    : port_(static_cast<std::uint16_t>(port))
{
    if (port < 0 || port > 0xffff)
    {
        throw ValueError("port: must be from 0 to 65535, but is " + std::to_string(port));
    }
    if (host.empty() || ::inet_pton(AF_INET, host.c_str(), number_.data()) == 1)
    {
        family_ = AF_INET;
    }
    else if (::inet_pton(AF_INET6, host.c_str(), number_.data()) == 1)
    {
        family_ = AF_INET6;
    }
    else
    {
        text_ = std::move(host);
    }
}

address::address(std::string path)
    : family_(AF_UNIX)
    , text_(std::move(path))
{
    if (text_.size() >= sizeof sockaddr_un::sun_path)
    {
        throw ValueError("path: longer than 107 characters: " + text_);
    }
}

address::address(sockaddr const* from, socklen_t size)
    : family_(size >= sizeof from->sa_family ? from->sa_family : AF_UNSPEC)
{
    if (family_ == AF_INET)
    {
        auto const& in = *reinterpret_cast<sockaddr_in const*>(from);
        port_ = ntohs(in.sin_port);
        std::memcpy(number_.data(), &in.sin_addr, sizeof in.sin_addr);
    }
    else if (family_ == AF_INET6)
    {
        auto const& in = *reinterpret_cast<sockaddr_in6 const*>(from);
        port_ = ntohs(in.sin6_port);
        scope_ = in.sin6_scope_id;
        std::memcpy(number_.data(), &in.sin6_addr, sizeof in.sin6_addr);
    }
    else if (family_ == AF_UNIX)
    {
        auto const& un = *reinterpret_cast<sockaddr_un const*>(from);
        std::size_t const length = size - offsetof(sockaddr_un, sun_path);
        bool const is_abstract = length != 0 && un.sun_path[0] == '\0';
        text_.assign(un.sun_path, is_abstract ? length : ::strnlen(un.sun_path, length));
    }
}

std::string address::host() const
{
    if (family_ == AF_UNSPEC)
    {
        return text_;
    }
    char text[INET6_ADDRSTRLEN] = "";
    if (family_ != AF_UNIX)
    {
        ::inet_ntop(family_, number_.data(), text, sizeof text);
    }
    return text;
}

std::string address::text() const
{
    if (family_ == AF_UNIX)
    {
        return !text_.empty() && text_[0] == '\0' ? '@' + text_.substr(1) : text_;
    }
    std::string const name = family_ == AF_INET6 ? '[' + host() + ']' : host();
    return name + ':' + std::to_string(port_);
}

socklen_t address::store(sockaddr_storage& to) const noexcept
{
    to = {};
    to.ss_family = static_cast<sa_family_t>(family_);
    if (family_ == AF_INET)
    {
        auto& in = reinterpret_cast<sockaddr_in&>(to);
        in.sin_port = htons(port_);
        std::memcpy(&in.sin_addr, number_.data(), sizeof in.sin_addr);
        return sizeof in;
    }
    if (family_ == AF_INET6)
    {
        auto& in = reinterpret_cast<sockaddr_in6&>(to);
        in.sin6_port = htons(port_);
        in.sin6_scope_id = scope_;
        std::memcpy(&in.sin6_addr, number_.data(), sizeof in.sin6_addr);
        return sizeof in;
    }
    if (family_ == AF_UNIX)
    {
        auto& un = reinterpret_cast<sockaddr_un&>(to);
        std::memcpy(un.sun_path, text_.data(), text_.size());
        bool const is_abstract = !text_.empty() && text_[0] == '\0';
        return static_cast<socklen_t>(
            offsetof(sockaddr_un, sun_path) + text_.size() +
            (is_abstract || text_.empty() ? 0 : 1));
    }
    return sizeof to.ss_family;
}

std::ostream& operator<<(std::ostream& out, address const& value)
{
    return out << value.text();
}

}  // namespace quartet
