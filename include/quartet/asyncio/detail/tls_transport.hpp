// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_DETAIL_TLS_TRANSPORT_HPP
#define QUARTET_ASYNCIO_DETAIL_TLS_TRANSPORT_HPP

#include <quartet/asyncio/detail/resident.hpp>
#include <quartet/asyncio/detail/transport_core.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>

namespace quartet::asyncio::detail {

using tls_stream = boost::asio::ssl::stream<boost::asio::generic::stream_protocol::socket>;

/// A transport over Asio's stream of TLS, after the handshake.
/**
 * Each handler of Asio has a reference to it; it only notes its result, and schedules what goes on.
 */
class tls_transport final : public transport_core
{
public:
    tls_transport(
        loop_core& loop,
        std::shared_ptr<Protocol> protocol,
        std::unique_ptr<tls_stream> stream,
        std::chrono::nanoseconds most_of_shutdown)
        : transport_core(loop, std::move(protocol))
        , stream_(std::move(stream))
        , timer_(stream_->get_executor())
        , most_of_shutdown_(most_of_shutdown)
    {}

    bool can_write_eof() const noexcept override { return false; }
    int fileno() const noexcept override
    {
        auto& socket = stream_->lowest_layer();
        return socket.is_open() ? socket.native_handle() : -1;
    }

private:
    using error_code = boost::system::error_code;

    void read() override
    {
        if (came_ != 0 || read_error_)
        {
            reads_.schedule();  // it came in a pause
        }
        else if (!std::exchange(is_reading_, true))
        {
            stream_->async_read_some(
                boost::asio::buffer(in_),
                [self = ref<tls_transport>(this)](error_code error, std::size_t count) {
                    self->is_reading_ = false;
                    self->came_ = count;
                    self->read_error_ = error;
                    self->reads_.schedule();
                });
        }
    }

    void pause() noexcept override {}

    void read_ready()
    {
        if (is_shutting_down_ && !is_over())
        {
            shut_down();
        }
        else if (is_reading())
        {
            deliver();
        }
    }

    void deliver()
    {
        if (std::size_t const count = std::exchange(came_, 0))
        {
            received_elsewhere({in_.data(), count});
        }
        if (!is_reading())
        {
            return;
        }
        if (!read_error_)
        {
            read();
        }
        else if (
            read_error_ == boost::asio::error::eof ||
            read_error_ == boost::asio::ssl::error::stream_truncated)
        {
            ended();
        }
        else
        {
            end(as_exception(read_error_));
        }
    }

    std::size_t send_now(std::span<char const>) noexcept override { return 0; }

    void flush() noexcept override
    {
        if (std::exchange(is_writing_, true))
        {
            return;
        }
        constexpr std::size_t most = 64 * 1024;
        auto const next = rest().first(std::min(rest().size(), most));
        sending_.assign(next.data(), next.size());
        boost::asio::async_write(
            *stream_,
            boost::asio::buffer(sending_),
            [self = ref<tls_transport>(this)](error_code error, std::size_t) {
                self->is_writing_ = false;
                self->write_error_ = error;
                self->writes_.schedule();
            });
    }

    void write_ready()
    {
        if (!is_over())
        {
            if (write_error_)
            {
                end(as_exception(write_error_));
            }
            else
            {
                sent(sending_.size());
                if (!is_over() && !rest().empty())
                {
                    flush();
                }
            }
        }
    }

    void send_eof() noexcept override {}

    /// A read that is on would take what the end of the conversation waits for.
    void close_down() noexcept override
    {
        is_shutting_down_ = true;
        if (is_reading_)
        {
            error_code ignored;
            stream_->lowest_layer().cancel(ignored);
        }
        else
        {
            reads_.schedule();
        }
    }

    void shut_down()
    {
        if (std::exchange(is_shut_down_, true))
        {
            return;
        }
        timer_.expires_after(most_of_shutdown_);
        timer_.async_wait([self = ref<tls_transport>(this)](error_code error) {
            if (!error)
            {
                self->end(nullptr);
            }
        });
        stream_->async_shutdown([self = ref<tls_transport>(this)](error_code) {
            self->timer_.cancel();
            self->end(nullptr);
        });
    }

    void release() noexcept override
    {
        error_code ignored;
        stream_->lowest_layer().close(ignored);
        timer_.cancel();
    }

    static std::exception_ptr as_exception(error_code const& error);

    std::unique_ptr<tls_stream> stream_;
    boost::asio::steady_timer timer_;
    std::chrono::nanoseconds const most_of_shutdown_;
    std::array<char, 16 * 1024> in_;  // as much as a record of TLS has
    std::size_t came_ = 0;
    error_code read_error_;
    std::string sending_;
    error_code write_error_;
    bool is_reading_ = false;  // an operation is on
    bool is_writing_ = false;
    bool is_shutting_down_ = false;
    bool is_shut_down_ = false;
    loop_call<tls_transport, &tls_transport::read_ready> reads_{*this};
    loop_call<tls_transport, &tls_transport::write_ready> writes_{*this};
};

}  // namespace quartet::asyncio::detail

#endif
