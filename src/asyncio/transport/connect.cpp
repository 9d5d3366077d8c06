// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/address_info.hpp>
#include <quartet/asyncio/detail/connect.hpp>
#include <quartet/asyncio/event_loop.hpp>
#include <quartet/asyncio/sleep.hpp>
#include <quartet/asyncio/to_thread.hpp>
#include <quartet/errors.hpp>
#include <quartet/exception_group.hpp>

#include <cerrno>
#include <exception>
#include <sys/socket.h>
#include <utility>
#include <vector>

#include "../../detail/os_error.hpp"
#include "../../detail/socket_calls.hpp"
#include "connect_race.hpp"
#include "descriptor_wait.hpp"
#include "lookup.hpp"

namespace quartet::asyncio::detail {

using quartet::detail::direction;
using quartet::detail::throw_os_error;
using quartet::detail::unique_fd;
using quartet::detail::watched_descriptor;

destination::destination(std::string to, int at, ConnectionOptions const& how)
    : host(std::move(to))
    , port(at)
    , family(how.family)
    , delay(how.happy_eyeballs_delay)
    , all_errors(how.all_errors)
{
    address(std::string(), port);  // looks at the port
    if (!how.local_host.empty() || how.local_port != 0)
    {
        local = address(std::string(how.local_host), how.local_port);
    }
}

destination::destination(std::string where)
    : path(address(std::move(where)))
{}

namespace {

/// All errors as one.
[[noreturn]] void throw_all(std::vector<std::exception_ptr> const& errors, bool as_group)
{
    if (as_group)
    {
        throw ExceptionGroup("create_connection failed", errors);
    }
    if (errors.size() == 1)
    {
        std::rethrow_exception(errors.front());
    }
    std::string texts;
    int code = 0;
    bool are_same = true;
    for (auto const& each : errors)
    {
        try
        {
            std::rethrow_exception(each);
        }
        catch (OSError const& error)
        {
            texts += (texts.empty() ? "" : ", ") + std::string(error.what());
            are_same = are_same && (code == 0 || code == error.code().value());
            code = error.code().value();
        }
    }
    if (are_same)
    {
        std::rethrow_exception(errors.front());
    }
    throw OSError(code, "Multiple exceptions: " + texts);
}

}  // namespace

Coroutine<unique_fd> connect_one(address where, std::optional<address> local)
{
    unique_fd made = quartet::detail::make_socket(where.family(), SOCK_STREAM);
    if (local)
    {
        quartet::detail::bind_socket(made.get(), *local, "bind: " + local->text());
    }
    watched_descriptor socket(std::move(made));
    sockaddr_storage name;
    socklen_t const size = where.store(name);
    while (::connect(socket.get(), reinterpret_cast<sockaddr*>(&name), size) != 0)
    {
        int error = errno;
        if (error == EAGAIN && where.family() == AF_UNIX)
        {
            co_await asyncio::sleep(0.01);  // the listener has its fill, and cannot be waited for
            continue;
        }
        if (error == EINPROGRESS || error == EINTR)
        {
            do
            {
                co_await descriptor_wait(socket, direction::write);
            } while (!quartet::detail::is_writable(socket.get()));
            error = quartet::detail::option_of(socket.get(), SO_ERROR);
        }
        if (error != 0)
        {
            throw_os_error("connect: " + where.text(), error);
        }
        break;
    }
    co_return socket.release();
}

Coroutine<unique_fd> connect(ref<loop_core> loop, destination where)
{
    std::vector<address> ways;
    if (where.path)
    {
        ways.push_back(*where.path);
    }
    else
    {
        std::string const port = std::to_string(where.port);
        std::vector<address_info> const found =
            co_await lookup(loop, where.host, port, where.family, SOCK_STREAM, 0, 0);
        for (address_info const& each : found)
        {
            ways.push_back(each.where);
        }
    }
    std::vector<std::exception_ptr> errors;
    if (where.delay)
    {
        unique_fd first = co_await connect_race(loop, ways, where.local, *where.delay, errors);
        if (first)
        {
            co_return std::move(first);
        }
        throw_all(errors, where.all_errors);
    }
    for (address const& each : ways)
    {
        try
        {
            co_return co_await connect_one(each, where.local);
        }
        catch (OSError const&)
        {
            errors.push_back(std::current_exception());
        }
    }
    throw_all(errors, where.all_errors);
}

}  // namespace quartet::asyncio::detail
