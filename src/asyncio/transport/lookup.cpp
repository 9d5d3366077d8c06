// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "lookup.hpp"

#include <quartet/asyncio/event_loop.hpp>
#include <quartet/asyncio/to_thread.hpp>

#include <netdb.h>
#include <optional>
#include <utility>

#include "../../detail/name_lookup.hpp"

namespace quartet::asyncio {
namespace detail {

using quartet::detail::name_lookup;

Coroutine<std::vector<address_info>> lookup(
    ref<loop_core> loop,
    std::string host,
    std::string port,
    int family,
    int type,
    int proto,
    int flags)
{
    std::optional<std::string> const where = host.empty() ? std::nullopt : std::optional(host);
    name_lookup const about(where, port, family, type, proto, flags);
    auto found = about.quick();
    if (!found)
    {
        auto const asked =
            EventLoop(loop).run_in_executor(nullptr, [about] { return about.ask(); });
        found = co_await asked;
    }
    co_return about.ways_of(std::move(*found));
}

namespace {

Coroutine<std::pair<std::string, std::string>>
look_up_name(ref<loop_core> loop, address of, int flags)
{
    struct answer
    {
        int error = 0;
        int system_error = 0;
        std::string host = std::string(NI_MAXHOST, '\0');
        std::string port = std::string(NI_MAXSERV, '\0');
    };
    auto const ask = [of, flags] {
        answer found;
        sockaddr_storage name{};
        socklen_t const size = of.store(name);
        found.error = ::getnameinfo(
            reinterpret_cast<sockaddr const*>(&name),
            size,
            found.host.data(),
            NI_MAXHOST,
            found.port.data(),
            NI_MAXSERV,
            flags);
        found.system_error = errno;
        return found;
    };
    auto const asked = EventLoop(loop).run_in_executor(nullptr, ask);
    answer const found = co_await asked;
    if (found.error != 0)
    {
        quartet::detail::throw_lookup_error(
            found.error, found.system_error, "getnameinfo: " + of.text());
    }
    std::pair<std::string, std::string> result(found.host.c_str(), found.port.c_str());
    co_return std::move(result);
}

}  // namespace
}  // namespace detail

Coroutine<std::vector<address_info>>
EventLoop::getaddrinfo(std::string host, int port, int family, int type, int proto, int flags) const
{
    return detail::lookup(core_, std::move(host), std::to_string(port), family, type, proto, flags);
}

Coroutine<std::pair<std::string, std::string>>
EventLoop::getnameinfo(address const& of, int flags) const
{
    return detail::look_up_name(core_, of, flags);
}

}  // namespace quartet::asyncio
