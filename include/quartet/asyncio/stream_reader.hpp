// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_STREAM_READER_HPP
#define QUARTET_ASYNCIO_STREAM_READER_HPP

#include <quartet/asyncio/coroutine.hpp>
#include <quartet/asyncio/detail/reader_core.hpp>
#include <quartet/asyncio/detail/ref.hpp>
#include <quartet/asyncio/errors.hpp>
#include <quartet/detail/config.hpp>

#include <cstddef>
#include <exception>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace quartet::asyncio {

/// What StreamReader's functions give: to be awaited, once, or given to wait_for() and others.
class [[nodiscard("quartet: a read does nothing unless it is awaited")]] read_awaitable
{
public:
    read_awaitable(detail::ref<detail::reader_core> from, detail::stream_wish what) noexcept
        : from_(std::move(from))
        , what_(std::move(what))
    {}
    auto operator co_await()
    {
        return detail::stream_read(from_, std::move(what_));
    }

private:
    detail::ref<detail::reader_core> from_;
    detail::stream_wish what_;
};

/// Where a task reads what comes through a connection (Python: `asyncio.StreamReader`).
/**
 * A handle: copies refer to the same reader. Bytes are a std::string. A read that is cancelled, or has
 * failed with LimitOverrunError, has taken nothing.
 *
 * When more than twice the limit lies there and nobody waits for more, nothing is received: the other
 * end has to wait.
 *
 * When the connection breaks, a read throws what it broke with: ConnectionResetError, ...
 *
 * @par Example
 * @code
 * auto [reader, writer] = co_await asyncio::open_connection("127.0.0.1", 8888);
 * std::string line = co_await reader.readline();
 * @endcode
 *
 * @par Thread safety
 * Belongs to the thread of its loop. One task at a time may wait in it: @throws RuntimeError
 */
class QUARTET_DECL StreamReader
{
public:
    static constexpr std::size_t default_limit = 64 * 1024;

    /// One that is fed by hand. @param limit of what stands before a separator, in bytes.
    /// @throws ValueError if it is 0.
    explicit StreamReader(std::size_t limit = default_limit)
        : core_(new detail::reader_core(limit))
    {}

    explicit StreamReader(detail::ref<detail::reader_core> core) noexcept
        : core_(std::move(core))
    {}

    /// Everything up to the end.
    read_awaitable read() const;

    /// At least one byte, at most so many; "" at the end. With 0: "" at once.
    read_awaitable read(std::size_t most) const;

    /// A line, with its "\n"; the last one may be without; "" at the end.
    /// @throws ValueError if it is longer than the limit; then it, or what has come of it, is dropped.
    read_awaitable readline() const;

    /// So many bytes. @throws IncompleteReadError at the end.
    read_awaitable readexactly(std::size_t count) const;

    /// What stands before a separator, and that. @throws LimitOverrunError if it is longer than the
    /// limit. @throws IncompleteReadError at the end. @throws ValueError for an empty separator.
    read_awaitable readuntil(std::string_view separator = "\n") const;

    /// The same, up to the separator that ends first.
    read_awaitable readuntil(std::vector<std::string> separators) const;

    /// The next line, or none at the end: `while (auto line = co_await reader.next())` (Python: `async
    /// for line in reader`)
    Coroutine<std::optional<std::string>> next() const;

    /// Whether the end has come, and everything was read.
    bool at_eof() const noexcept { return core_->is_at_end(); }

    /// What the connection broke with, or null.
    std::exception_ptr exception() const noexcept { return core_->error(); }

    // --- for who feeds it ---

    /// @throws AssertionError after feed_eof().
    void feed_data(std::string_view bytes) const { core_->append(bytes); }
    void feed_eof() const noexcept { core_->end(); }
    void set_exception(std::exception_ptr error) const noexcept { core_->fail(std::move(error)); }

    /// For what knows more of readers.
    detail::ref<detail::reader_core> const& core() const noexcept { return core_; }

private:
    detail::ref<detail::reader_core> core_;
};

}  // namespace quartet::asyncio

#endif
