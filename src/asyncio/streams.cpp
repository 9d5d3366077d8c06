// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/detail/connect.hpp>
#include <quartet/asyncio/stream_reader.hpp>
#include <quartet/asyncio/stream_writer.hpp>
#include <quartet/asyncio/streams.hpp>
#include <quartet/errors.hpp>

#include <algorithm>

namespace quartet::asyncio {

using detail::stream_wish;
using kind = stream_wish::kind;

read_awaitable StreamReader::read() const
{
    return {core_, {kind::all}};
}

read_awaitable StreamReader::read(std::size_t most) const
{
    return {core_, {kind::some, most}};
}

read_awaitable StreamReader::readline() const
{
    return {core_, {kind::line}};
}

read_awaitable StreamReader::readexactly(std::size_t count) const
{
    return {core_, {kind::exactly, count}};
}

read_awaitable StreamReader::readuntil(std::string_view separator) const
{
    return readuntil(std::vector{std::string(separator)});
}

read_awaitable StreamReader::readuntil(std::vector<std::string> separators) const
{
    if (separators.empty())
    {
        throw ValueError("separators: must contain at least one, but is empty");
    }
    if (std::ranges::any_of(separators, &std::string::empty))
    {
        throw ValueError("separator: must be at least one byte, but is empty");
    }
    return {core_, {kind::until, 0, std::move(separators)}};
}

namespace {

Coroutine<std::optional<std::string>> next_line(StreamReader of)
{
    std::string line = co_await of.readline();
    if (line.empty())
    {
        co_return std::nullopt;
    }
    co_return std::move(line);
}

}  // namespace

Coroutine<std::optional<std::string>> StreamReader::next() const
{
    return next_line(*this);
}

StreamWriter::StreamWriter(std::shared_ptr<detail::stream_protocol> of)
    : shared_(std::make_shared<end>())
{
    shared_->protocol = std::move(of);
}

StreamWriter::end::~end()
{
    if (protocol != nullptr)
    {
        protocol->transport()->close();
    }
}

Coroutine<void> StreamWriter::wait_closed() const
{
    return detail::stream_protocol::closed(protocol());
}

namespace {

Coroutine<Streams>
open(detail::ref<detail::loop_core> loop, detail::destination where, std::size_t limit)
{
    auto const protocol = detail::make_stream_protocol(limit);
    auto const factory = [protocol] { return protocol; };
    co_await detail::connect_protocol(loop, std::move(where), factory);
    Streams result{StreamReader(protocol->reader()), StreamWriter(protocol)};
    co_return std::move(result);
}

}  // namespace

Coroutine<Streams> open_connection(std::string host, int port, ConnectionOptions options)
{
    return open(
        &detail::loop_core::require_running(),
        detail::destination(std::move(host), port, options),
        options.limit);
}

Coroutine<Streams> open_unix_connection(std::string path, ConnectionOptions options)
{
    return open(
        &detail::loop_core::require_running(), detail::destination(std::move(path)), options.limit);
}

}  // namespace quartet::asyncio
