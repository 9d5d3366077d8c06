// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_TRANSPORT_HPP
#define QUARTET_ASYNCIO_TRANSPORT_HPP

#include <quartet/address.hpp>
#include <quartet/asyncio/detail/ref.hpp>
#include <quartet/asyncio/detail/transport_core.hpp>
#include <quartet/asyncio/protocol.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <optional>
#include <ranges>
#include <span>
#include <string_view>
#include <utility>

namespace quartet::asyncio {

/// One end of a connection, as its protocol has it (Python: `asyncio.Transport`).
/**
 * A handle: copies refer to the same transport, which lives in the loop until it is closed, whoever has
 * handles. Nothing here waits.
 *
 * @par Thread safety
 * Belongs to the thread of its loop.
 *
 * @par Between processes
 * Its descriptor is close-on-exec. A forked child has a copy, which keeps the connection open.
 */
class Transport
{
public:
    /// Of no transport.
    Transport() = default;
    explicit Transport(detail::ref<detail::transport_core> core) noexcept
        : core_(std::move(core))
    {}

    explicit operator bool() const noexcept { return core_ != nullptr; }

    // --- writing ---

    /// Sends what can be sent now, and the rest when it can. Does nothing when it is closed.
    /// @throws RuntimeError after write_eof().
    void write(std::string_view bytes) const { core_->write(bytes); }
    void write(std::span<std::byte const> bytes) const
    {
        core_->write({reinterpret_cast<char const*>(bytes.data()), bytes.size()});
    }

    /// All of several. @param lines a range of texts.
    template <std::ranges::input_range R>
    requires std::convertible_to<std::ranges::range_reference_t<R>, std::string_view>
    void writelines(R&& lines) const
    {
        for (auto&& each : lines)
        {
            write(std::string_view(each));
        }
    }

    /// Nothing more will be sent, when all is. @throws NotImplementedError unless can_write_eof().
    void write_eof() const { core_->write_eof(); }

    /// False of TLS.
    bool can_write_eof() const noexcept { return core_->can_write_eof(); }

    /// How many bytes wait to be sent.
    std::size_t get_write_buffer_size() const noexcept { return core_->unsent(); }

    /// Where the protocol is told to resume and to pause writing: (low, high), in bytes.
    std::pair<std::size_t, std::size_t> get_write_buffer_limits() const noexcept
    {
        return {core_->low(), core_->high()};
    }

    /// @param high none: four times the low one, or 64 KiB. @param low none: a quarter of the high one.
    /// @throws ValueError if low is above high.
    void set_write_buffer_limits(
        std::optional<std::size_t> high = {}, std::optional<std::size_t> low = {}) const
    {
        core_->limits(high, low);
    }

    // --- reading ---

    bool is_reading() const noexcept { return core_->is_reading(); }
    void pause_reading() const noexcept { core_->pause_reading(); }
    void resume_reading() const { core_->resume_reading(); }

    // --- its end ---

    /// Sends what was written, reads nothing more, and ends the connection.
    void close() const { core_->close(); }

    /// The same, but what was not sent is lost.
    void abort() const noexcept { core_->abort(); }

    bool is_closing() const noexcept { return core_->is_closing(); }

    // --- about it ---

    /// Gets what comes from now on. @throws TypeError for null.
    void set_protocol(std::shared_ptr<Protocol> protocol) const
    {
        core_->protocol(std::move(protocol));
    }

    /// Null when connection_lost() was called.
    std::shared_ptr<Protocol> const& get_protocol() const noexcept { return core_->protocol(); }

    /// Both ends of the connection (Python: `get_extra_info('sockname')`). @throws OSError if it is
    /// closed.
    address sockname() const { return core_->sockname(); }
    address peername() const { return core_->peername(); }

    /// The descriptor, which stays the transport's; -1 when it is closed.
    int fileno() const noexcept { return core_->fileno(); }

    friend bool operator==(Transport const& a, Transport const& b) noexcept
    {
        return a.core_ == b.core_;
    }

    /// For what knows more of transports.
    detail::transport_core& core() const noexcept { return *core_; }

private:
    detail::ref<detail::transport_core> core_;
};

}  // namespace quartet::asyncio

#endif
