// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "nested_epoll.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include <mutex>
#include <sys/epoll.h>
#include <utility>

#include "../os_error.hpp"
#include "event_loop.hpp"

namespace quartet::detail {
namespace {

namespace asio = boost::asio;
using stream = asio::posix::basic_stream_descriptor<asio::io_context::executor_type>;

}  // namespace

struct nested_epoll::asio_part
{
    asio_part(asio::io_context& io, int fd)
        : epoll(io.get_executor(), fd)
    {}
    ~asio_part() { epoll.release(); }

    stream epoll;
};

nested_epoll::nested_epoll(event_loop& loop, arming when)
    : loop_(loop)
    , arming_(when)
    , epoll_(::epoll_create1(EPOLL_CLOEXEC))
{
    if (!epoll_)
    {
        throw_os_error("waiting for a descriptor");
    }
    asio_ = std::make_unique<asio_part>(loop.io(), epoll_.get());
}

nested_epoll::~nested_epoll() = default;

void nested_epoll::end() noexcept
{
    asio_.reset();
}

void nested_epoll::expect()
{
    ++waiting_;
    if (is_armed_at_once())
    {
        arm();
    }
}

void nested_epoll::forget(unsigned count) noexcept
{
    waiting_ -= count;
    disarm();
}

/// The io_context shall not run for what nobody waits for.
void nested_epoll::disarm() noexcept
{
    if (waiting_ == 0 && is_out_ && asio_ != nullptr)
    {
        boost::system::error_code ignored;
        asio_->epoll.cancel(ignored);
    }
}

void nested_epoll::arm()
{
    disarm();
    if (!is_out_ && waiting_ != 0)
    {
        asio_->epoll.async_wait(
            stream::wait_read, [self = shared_from_this()](boost::system::error_code error) {
                self->arrived(bool(error));
            });
        is_out_ = true;
    }
}

void nested_epoll::arrived(bool was_cancelled)
{
    is_out_ = false;
    if (asio_ == nullptr)
    {
        return;  // the loop has ended
    }
    if (!was_cancelled)
    {
        look();
    }
    if (is_armed_at_once())
    {
        arm();
    }
}

bool nested_epoll::is_armed_at_once() const noexcept
{
    return arming_ == arming::at_once || loop_.is_run_by_others();
}

bool nested_epoll::look()
{
    constexpr int most = 256;
    epoll_event events[most];
    // Nobody takes anything away, in whatever thread, between the two.
    std::lock_guard const lock(tenant::mutex());
    int const count = ::epoll_wait(epoll_.get(), events, most, 0);
    is_promising_ = count > 0;
    if (is_promising_)
    {
        happened({events, std::size_t(count)});
    }
    return is_promising_;
}

}  // namespace quartet::detail
