// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/detail/server_core.hpp>
#include <quartet/asyncio/detail/transport_core.hpp>
#include <quartet/asyncio/transport.hpp>
#include <quartet/errors.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <utility>

#include "../../detail/os_error.hpp"
#include "socket_name.hpp"
#include "tell_protocol.hpp"

namespace quartet::asyncio::detail {
namespace {

/// A buffer that has held more does not keep its memory.
constexpr std::size_t most_kept = 256 * 1024;

/// What has gone out is dropped when it is so much, and more than is left.
constexpr std::size_t worth_moving = 64 * 1024;

}  // namespace

transport_core::transport_core(loop_core& loop, std::shared_ptr<Protocol> protocol)
    : counted_resident(loop)
{
    this->protocol(std::move(protocol));
}

transport_core::~transport_core() = default;

void transport_core::protocol(std::shared_ptr<Protocol> next)
{
    if (next == nullptr)
    {
        throw TypeError("protocol: is null");
    }
    buffered_ = dynamic_cast<BufferedProtocol*>(next.get());
    protocol_ = std::move(next);
}

void transport_core::begin()
{
    enter();
    reads_ = true;
    tell("connection_made", [this](Protocol& to) {
        to.connection_made(Transport(ref<transport_core>(this)));
    });
    if (is_reading())
    {
        read();
    }
}

template <class Call>
void transport_core::tell(char const* function, Call call) noexcept
{
    auto const to = protocol_;  // it may be replaced meanwhile
    if (auto const error = tell_protocol(loop(), context_, function, [&] { call(*to); }))
    {
        end(error);
    }
}

// --- reading ---

std::span<char> transport_core::where_to_read(std::span<char> scratch) noexcept
{
    if (buffered_ != nullptr)
    {
        std::size_t const hint = scratch.size();
        scratch = {};
        tell("get_buffer", [&](Protocol&) {
            scratch = buffered_->get_buffer(hint);
            if (scratch.empty())
            {
                throw RuntimeError("get_buffer() returned an empty buffer");
            }
        });
    }
    return scratch;
}

void transport_core::received(std::span<char> there, std::size_t count) noexcept
{
    if (buffered_ != nullptr)
    {
        tell("buffer_updated", [&](Protocol&) { buffered_->buffer_updated(count); });
    }
    else
    {
        tell("data_received", [&](Protocol& to) { to.data_received({there.data(), count}); });
    }
}

void transport_core::received_elsewhere(std::string_view bytes) noexcept
{
    while (!bytes.empty() && buffered_ != nullptr && !is_over())
    {
        std::span<char> const there = where_to_read(std::span<char>());
        std::size_t const count = std::min(there.size(), bytes.size());
        if (count != 0)
        {
            std::memcpy(there.data(), bytes.data(), count);
            bytes.remove_prefix(count);
            received(there, count);
        }
    }
    if (!bytes.empty() && !is_over())
    {
        tell("data_received", [&](Protocol& to) { to.data_received(bytes); });
    }
}

void transport_core::ended() noexcept
{
    has_ended_ = true;
    bool stays_open = false;
    tell("eof_received", [&](Protocol& to) { stays_open = to.eof_received(); });
    if (!stays_open)
    {
        close();
    }
}

void transport_core::pause_reading() noexcept
{
    if (std::exchange(reads_, false) && now_ == state::open)
    {
        pause();
    }
}

void transport_core::resume_reading()
{
    if (!std::exchange(reads_, true) && is_reading())
    {
        read();
    }
}

// --- writing ---

void transport_core::write(std::span<char const> bytes)
{
    if (is_eof_asked_)
    {
        throw RuntimeError("Cannot call write() after write_eof()");
    }
    if (file_ != nullptr)
    {
        throw RuntimeError("unable to write; sendfile is in progress");
    }
    if (!bytes.empty() && now_ == state::open)
    {
        append(bytes);
    }
}

void transport_core::append(std::span<char const> bytes)
{
    if (unsent() != 0)
    {
        out_.append(bytes.data(), bytes.size());
    }
    else
    {
        bytes = bytes.subspan(send_now(bytes));
        if (bytes.empty() || is_over())
        {
            return;
        }
        out_.assign(bytes.data(), bytes.size());
        flush();
    }
    pause_if_full();
}

void transport_core::sent(std::size_t count) noexcept
{
    gone_ += count;
    if (gone_ > worth_moving && gone_ > unsent())
    {
        out_.erase(0, std::exchange(gone_, 0));
    }
    if (is_writing_paused_ && unsent() <= low_)
    {
        is_writing_paused_ = false;
        tell("resume_writing", [](Protocol& to) { to.resume_writing(); });
    }
    if (unsent() == 0 && !is_over())
    {
        all_sent();
    }
}

void transport_core::all_sent()
{
    gone_ = 0;
    out_.clear();
    if (out_.capacity() > most_kept)
    {
        out_ = {};
    }
    has_room();
    if (now_ == state::closing)
    {
        close_down();
    }
    else if (is_eof_asked_)
    {
        send_eof();
    }
}

void transport_core::write_eof()
{
    if (!can_write_eof())
    {
        throw NotImplementedError("write_eof: TLS ends both directions at once");
    }
    if (now_ == state::open && !std::exchange(is_eof_asked_, true) && unsent() == 0)
    {
        send_eof();
    }
}

void transport_core::limits(std::optional<std::size_t> high, std::optional<std::size_t> low)
{
    std::size_t const next_high = high ? *high : low ? 4 * *low : 64 * 1024;
    std::size_t const next_low = low ? *low : next_high / 4;
    if (next_high < next_low)
    {
        throw ValueError(
            "high (" + std::to_string(next_high) + ") must be >= low (" + std::to_string(next_low) +
            ") must be >= 0");
    }
    high_ = next_high;
    low_ = next_low;
    pause_if_full();
}

void transport_core::pause_if_full()
{
    if (!is_writing_paused_ && unsent() > high_)
    {
        is_writing_paused_ = true;
        tell("pause_writing", [](Protocol& to) { to.pause_writing(); });
    }
}

// --- its end ---

void transport_core::close()
{
    if (now_ == state::open)
    {
        now_ = state::closing;
        pause();
        if (unsent() == 0)
        {
            close_down();
        }
    }
}

void transport_core::end(std::exception_ptr error) noexcept
{
    if (is_over())
    {
        return;
    }
    now_ = state::over;
    error_ = std::move(error);
    pause();
    has_room();
    tells_lost_.schedule();
}

void transport_core::tell_lost()
{
    if (!loop().is_closed())
    {
        tell("connection_lost", [this](Protocol& to) {
            to.connection_lost(std::exchange(error_, nullptr));
        });
        leave();
        let_go();
    }
}

void transport_core::loop_closed() noexcept
{
    pause();
    let_go();
}

quartet::detail::unique_fd transport_core::detach()
{
    if (now_ != state::open)
    {
        throw ConnectionResetError(ECONNRESET, "start_tls: the connection is closed");
    }
    pause();
    auto given = give_up();
    if (!given)
    {
        throw TypeError("start_tls: the transport is not a plain socket");
    }
    leave();
    let_go();
    return given;
}

/// Of all that it has: it is over, and nobody is told anything any more.
void transport_core::let_go() noexcept
{
    now_ = state::over;
    release();
    protocol_ = nullptr;
    buffered_ = nullptr;
    if (auto const server = std::exchange(server_, nullptr))
    {
        server->lost(*this);
    }
}

// --- about it ---

address name_of(int descriptor, int (*ask)(int, sockaddr*, socklen_t*), char const* what)
{
    sockaddr_storage name{};
    socklen_t size = sizeof name;
    auto* const at = reinterpret_cast<sockaddr*>(&name);
    if (ask(descriptor, at, &size) == 0)
    {
        return address(at, size);
    }
    if (errno == ENOTSOCK)
    {
        return address();
    }
    quartet::detail::throw_os_error(what);
}

address transport_core::sockname() const
{
    return name_of(fileno(), &::getsockname, "sockname");
}

address transport_core::peername() const
{
    return name_of(fileno(), &::getpeername, "peername");
}

void transport_core::belongs_to(server_core& server)
{
    server.made(*this);
    server_ = &server;
}

}  // namespace quartet::asyncio::detail
