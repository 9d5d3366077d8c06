// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_DETAIL_STREAM_PROTOCOL_HPP
#define QUARTET_ASYNCIO_DETAIL_STREAM_PROTOCOL_HPP

#include <quartet/asyncio/coroutine.hpp>
#include <quartet/asyncio/detail/reader_core.hpp>
#include <quartet/asyncio/event.hpp>
#include <quartet/asyncio/protocol.hpp>
#include <quartet/detail/config.hpp>

#include <exception>
#include <memory>
#include <utility>

namespace quartet::asyncio::detail {

/// A protocol that fills a reader, and knows who waits to write more.
class QUARTET_DECL stream_protocol : public Protocol
{
public:
    explicit stream_protocol(ref<reader_core> to) noexcept
        : reader_(std::move(to))
    {
        may_write_.set();
    }

    ref<reader_core> const& reader() const noexcept { return reader_; }
    ref<transport_core> const& transport() const noexcept { return transport_; }
    void transport(ref<transport_core> next) noexcept;

    void connection_made(Transport const& transport) override;
    void data_received(std::string_view data) override { reader_->append(data); }
    bool eof_received() override;
    void connection_lost(std::exception_ptr error) override;
    void pause_writing() override { may_write_.clear(); }
    void resume_writing() override { may_write_.set(); }

    /// Whether who writes may go on at once.
    bool is_writable() const noexcept
    {
        return may_write_.is_set() && !is_lost_.is_set() && !transport_->is_closing() &&
               reader_->error() == nullptr;
    }

    /// Until more may be written. @throws ConnectionResetError if the connection is lost.
    /// @throws the error of the reader
    static Coroutine<void> drained(std::shared_ptr<stream_protocol> self);

    /// Until connection_lost(). @throws what it was lost with.
    static Coroutine<void> closed(std::shared_ptr<stream_protocol> self);

private:
    ref<reader_core> const reader_;
    ref<transport_core> transport_;
    std::exception_ptr error_;  // that it was lost with
    Event may_write_;           // or is lost
    Event is_lost_;
};

}  // namespace quartet::asyncio::detail

#endif
