// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "descriptor_channel.hpp"

#include <quartet/errors.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <iterator>
#include <span>

namespace quartet::detail {
namespace {

struct frame
{
    std::uint64_t body;
    std::uint32_t head;
    std::uint32_t descriptors;
};

iovec part(void const* data, std::size_t size)
{
    return {const_cast<void*>(data), size};
}

void receive_rest(
    transfer& by, char* data, std::size_t size, std::vector<unique_fd>* descriptors = nullptr)
{
    if (!receive_all(by, data, size, descriptors))
    {
        throw EOFError("the other end was closed in the middle of a message");
    }
}

}  // namespace

void send_message(int socket, std::string_view body, std::vector<unique_fd> const& descriptors)
{
    send_message(socket, {}, body, descriptors);
}

void send_message(
    int socket,
    std::string_view head,
    std::string_view body,
    std::vector<unique_fd> const& descriptors,
    transfer::wait_as how)
{
    transfer by(socket, how, "Connection.send");
    frame const start{
        body.size(),
        static_cast<std::uint32_t>(head.size()),
        static_cast<std::uint32_t>(descriptors.size())};
    std::array<iovec, 3> parts{
        part(&start, sizeof start), part(head.data(), head.size()), part(body.data(), body.size())};
    std::span<unique_fd const> rest(descriptors);
    if (rest.size() <= descriptor_batch)
    {
        send_all(by, parts, rest);
        return;
    }
    send_all(by, std::span(parts).first(1), rest.first(descriptor_batch));
    rest = rest.subspan(descriptor_batch);
    while (!rest.empty())
    {
        std::array<iovec, 1> carrier{part("", 1)};
        std::size_t const batch = std::min(rest.size(), descriptor_batch);
        send_all(by, carrier, rest.first(batch));
        rest = rest.subspan(batch);
    }
    send_all(by, std::span(parts).subspan(1), {});
}

std::optional<message_start> receive_start(int socket, transfer::wait_as how)
{
    transfer by(socket, how, "Connection.recv");
    frame start;
    message_start result;
    if (!receive_all(by, reinterpret_cast<char*>(&start), sizeof start, &result.descriptors))
    {
        return {};
    }
    for (std::size_t sent = descriptor_batch; sent < start.descriptors; sent += descriptor_batch)
    {
        char carrier;
        receive_rest(by, &carrier, 1, &result.descriptors);
    }
    result.descriptors_lost = result.descriptors.size() != start.descriptors;
    result.body_size = start.body;
    receive_body(socket, result.head, start.head, how);
    return result;
}

void receive_body(int socket, char* data, std::size_t size, transfer::wait_as how)
{
    transfer by(socket, how, "Connection.recv");
    by.has_begun();
    receive_rest(by, data, size);
}

bool receive_message(int socket, std::string& body, std::vector<unique_fd>& descriptors)
{
    auto start = receive_start(socket);
    if (!start)
    {
        return false;
    }
    body.clear();
    receive_body(socket, body, start->body_size);
    if (start->descriptors_lost)
    {
        start->descriptors.clear();
        throw OSError(EMFILE, "receiving descriptors");
    }
    std::ranges::move(start->descriptors, std::back_inserter(descriptors));
    return true;
}

}  // namespace quartet::detail
