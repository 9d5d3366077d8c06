// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_STREAM_WRITER_HPP
#define QUARTET_ASYNCIO_STREAM_WRITER_HPP

#include <quartet/address.hpp>
#include <quartet/asyncio/coroutine.hpp>
#include <quartet/asyncio/detail/stream_protocol.hpp>
#include <quartet/asyncio/transport.hpp>
#include <quartet/detail/config.hpp>

#include <concepts>
#include <coroutine>
#include <memory>
#include <optional>
#include <ranges>
#include <string_view>
#include <utility>

namespace quartet::asyncio {
namespace detail {

/// How a task waits until it may write on: not at all, in most cases.
class drain_awaiter : public awaiter_tag
{
public:
    explicit drain_awaiter(std::shared_ptr<stream_protocol> const& of)
    {
        if (!of->is_writable())
        {
            slow_.emplace(stream_protocol::drained(of));
        }
    }
    bool await_ready() const noexcept { return !slow_; }

    template <std::derived_from<promise_base> Promise>
    bool await_suspend(std::coroutine_handle<Promise> by)
    {
        return slow_->operator co_await().await_suspend(by);
    }
    void await_resume()
    {
        if (slow_)
        {
            slow_->promise().take();
        }
    }

private:
    std::optional<Coroutine<void>> slow_;
};

}  // namespace detail

/// What StreamWriter::drain() gives: to be awaited.
class [[nodiscard("quartet: drain() does nothing unless it is awaited")]] drain_awaitable
{
public:
    explicit drain_awaitable(std::shared_ptr<detail::stream_protocol> of) noexcept
        : of_(std::move(of))
    {}
    auto operator co_await() const
    {
        return detail::drain_awaiter(of_);
    }

private:
    std::shared_ptr<detail::stream_protocol> of_;
};

/// Where a task writes what shall go through a connection (Python: `asyncio.StreamWriter`).
/**
 * A handle: copies refer to the same writer. When the last one is gone, the connection is closed: what
 * was written still goes out.
 *
 * @par Example
 * @code
 * writer.write("hello\n");
 * co_await writer.drain();
 * writer.close();
 * co_await writer.wait_closed();
 * @endcode
 *
 * @par Thread safety
 * Belongs to the thread of its loop. Several tasks may wait in drain().
 */
class QUARTET_DECL StreamWriter
{
public:
    explicit StreamWriter(std::shared_ptr<detail::stream_protocol> of);

    /// Sends what can be sent now, and the rest when it can. Does not wait; does nothing when it is
    /// closed. @throws RuntimeError after write_eof().
    void write(std::string_view bytes) const { shared_->protocol->transport()->write(bytes); }

    /// All of several. @param lines a range of texts.
    template <std::ranges::input_range R>
    requires std::convertible_to<std::ranges::range_reference_t<R>, std::string_view>
    void writelines(R&& lines) const { transport().writelines(std::forward<R>(lines)); }

    /// To be awaited after writing: waits while too much is written that has not gone out, above 64
    /// KiB, until it is 16 KiB.
    /// @throws ConnectionResetError if the connection is lost. @throws what it broke with.
    drain_awaitable drain() const { return drain_awaitable(shared_->protocol); }

    /// Nothing more will be sent, when all is; one may still read.
    /// @throws NotImplementedError unless can_write_eof().
    void write_eof() const { transport().write_eof(); }

    /// False of TLS.
    bool can_write_eof() const noexcept { return transport().can_write_eof(); }

    /// Ends the connection when all is sent. Reads nothing more.
    void close() const { transport().close(); }
    bool is_closing() const noexcept { return transport().is_closing(); }

    /// Waits until the connection has ended. @throws what it broke with.
    Coroutine<void> wait_closed() const;

    /// The transport below.
    Transport transport() const noexcept { return Transport(shared_->protocol->transport()); }

    /// Both ends of the connection (Python: `get_extra_info('sockname')`). @throws OSError if it is
    /// closed.
    address sockname() const { return transport().sockname(); }
    address peername() const { return transport().peername(); }

    /// For what knows more of streams.
    std::shared_ptr<detail::stream_protocol> const& protocol() const noexcept
    {
        return shared_->protocol;
    }

private:
    struct end
    {
        ~end();
        std::shared_ptr<detail::stream_protocol> protocol;
    };
    std::shared_ptr<end> shared_;
};

}  // namespace quartet::asyncio

#endif
