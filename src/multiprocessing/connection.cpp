// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/multiprocessing/connection.hpp>
#include <quartet/multiprocessing/errors.hpp>

#include <cerrno>
#include <cstring>
#include <fcntl.h>

#include "../detail/descriptor_channel.hpp"
#include "../detail/loop/descriptor.hpp"
#include "../detail/os_error.hpp"
#include "../detail/type_name.hpp"
#include "connection_end.hpp"

namespace quartet::multiprocessing {

namespace {

[[noreturn]] void refuse(char const* verb, char const* reason, std::ptrdiff_t value)
{
    throw ValueError(std::string(verb) + ": " + reason + ": " + std::to_string(value));
}

}  // namespace

std::pair<Connection, Connection> Pipe(bool duplex)
{
    using end = Connection::end;
    auto [first, second] = quartet::detail::make_socketpair();
    return {
        Connection(std::make_shared<end>(end{std::move(first), true, duplex})),
        Connection(std::make_shared<end>(end{std::move(second), duplex, true}))};
}

Connection::Connection(std::shared_ptr<end> shared) noexcept
    : end_(std::move(shared))
{}

bool Connection::closed() const noexcept
{
    return !end_ || !end_->fd;
}

bool Connection::readable() const noexcept
{
    return end_ && end_->readable;
}

bool Connection::writable() const noexcept
{
    return end_ && end_->writable;
}

int Connection::fileno() const
{
    return end::open(end_).fd.get();
}

void Connection::close() noexcept
{
    if (end_)
    {
        end_->fd.reset();
    }
}

bool Connection::poll(timeout limit)
{
    return quartet::detail::wait_descriptor(
        end::receiving(end_).fd.get(),
        quartet::detail::direction::read,
        quartet::detail::deadline(limit),
        "Connection.poll");
}

// --- Objects: the head of a message is the mangled name of the type -----------------------------

void Connection::send_object(
    char const* type, std::string_view body, quartet::detail::cargo const& with) const
{
    quartet::detail::send_message(
        end::sending(end_).fd.get(), type, body, with.descriptors, end::as_agent);
}

std::string Connection::receive_object(char const* type, quartet::detail::cargo& with)
{
    end& from = end::receiving(end_);
    auto start = from.receive_start();
    std::string body = from.receive_whole_body<std::string>(start.body_size);
    if (start.head != type)
    {
        throw TypeError(
            "recv: the message holds " +
            (start.head.empty() ? "bytes" : quartet::detail::type_name(start.head.c_str())) +
            " instead of " + quartet::detail::type_name(type));
    }
    if (start.descriptors_lost)
    {
        start.descriptors.clear();
        throw OSError(EMFILE, "recv: the descriptors of handles in the message");
    }
    with.descriptors = std::move(start.descriptors);
    return body;
}

// --- Bytes: the head of a message is empty ------------------------------------------------------

void Connection::send_slice(
    std::span<std::byte const> buffer,
    std::ptrdiff_t offset,
    std::optional<std::ptrdiff_t> size) const
{
    int const fd = end::sending(end_).fd.get();
    std::ptrdiff_t const length = std::ssize(buffer);
    if (offset < 0)
    {
        refuse("send_bytes", "offset is negative", offset);
    }
    if (offset > length)
    {
        refuse("send_bytes", "offset is beyond the buffer", offset);
    }
    if (size && *size < 0)
    {
        refuse("send_bytes", "size is negative", *size);
    }
    if (size && *size > length - offset)
    {
        refuse("send_bytes", "size reaches beyond the buffer", *size);
    }
    quartet::detail::send_message(
        fd,
        {},
        {reinterpret_cast<char const*>(buffer.data()) + offset,
         static_cast<std::size_t>(size.value_or(length - offset))},
        {},
        end::as_agent);
}

std::vector<char> Connection::recv_bytes(std::optional<std::ptrdiff_t> maxlength)
{
    end& from = end::receiving(end_);
    if (maxlength && *maxlength < 0)
    {
        refuse("recv_bytes", "maxlength is negative", *maxlength);
    }
    auto const start = from.receive_start_of_bytes("recv_bytes");
    if (maxlength && start.body_size > static_cast<std::size_t>(*maxlength))
    {
        from.stop_reading();
        throw OSError(
            EMSGSIZE,
            "recv_bytes: a message of " + std::to_string(start.body_size) +
                " bytes is longer than maxlength " + std::to_string(*maxlength));
    }
    return from.receive_whole_body<std::vector<char>>(start.body_size);
}

std::size_t Connection::receive_into(std::span<std::byte> buffer, std::ptrdiff_t offset)
{
    end& from = end::receiving(end_);
    if (offset < 0)
    {
        refuse("recv_bytes_into", "offset is negative", offset);
    }
    if (offset > std::ssize(buffer))
    {
        refuse("recv_bytes_into", "offset is beyond the buffer", offset);
    }
    std::span<std::byte> const room = buffer.subspan(static_cast<std::size_t>(offset));
    auto const start = from.receive_start_of_bytes("recv_bytes_into");
    if (start.body_size > room.size())
    {
        throw BufferTooShort(from.receive_whole_body<std::vector<char>>(start.body_size));
    }
    quartet::detail::receive_body(
        from.fd.get(), reinterpret_cast<char*>(room.data()), start.body_size, end::as_agent);
    return start.body_size;
}

// --- On the way to another process --------------------------------------------------------------

std::uint64_t Connection::depart() const
{
    end const& leaving = end::open(end_);
    auto& with = quartet::detail::cargo::current();
    if (!with.carries_descriptors)
    {
        throw ValueError("a Connection cannot travel through a Queue or a Pool: send it "
                         "as an argument of a "
                         "Process or through a Connection");
    }
    quartet::detail::unique_fd copy(::fcntl(leaving.fd.get(), F_DUPFD_CLOEXEC, 0));
    if (!copy)
    {
        quartet::detail::throw_os_error("sending a Connection");
    }
    with.descriptors.push_back(std::move(copy));
    return (with.descriptors.size() - 1) << 2 | (leaving.readable ? 2u : 0u) |
           (leaving.writable ? 1u : 0u);
}

void Connection::arrive(std::uint64_t ticket)
{
    auto& descriptors = quartet::detail::cargo::current().descriptors;
    std::size_t const index = ticket >> 2;
    if (index >= descriptors.size() || !descriptors[index])
    {
        throw RuntimeError("a Connection arrived without its descriptor");
    }
    end_ = std::make_shared<end>(
        end{std::move(descriptors[index]), (ticket & 2) != 0, (ticket & 1) != 0});
}

}  // namespace quartet::multiprocessing
