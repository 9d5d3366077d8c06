// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "readiness.hpp"

#include <quartet/errors.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include <cerrno>
#include <mutex>
#include <sys/epoll.h>
#include <utility>

#include "../os_error.hpp"
#include "event_loop.hpp"

namespace quartet::detail {
namespace {

namespace asio = boost::asio;
using stream = asio::posix::basic_stream_descriptor<asio::io_context::executor_type>;

/// Only one thread has to do with it.
struct no_mutex
{
    void lock() noexcept {}
    void unlock() noexcept {}
};

}  // namespace

struct readiness::asio_part
{
    asio_part(asio::io_context& io, int fd)
        : epoll(io.get_executor(), fd)
    {}
    ~asio_part() { epoll.release(); }

    stream epoll;
};

readiness& readiness::of(event_loop& loop)
{
    auto& its = loop.shared_readiness();
    if (its == nullptr)
    {
        its = std::make_shared<readiness>(loop);
    }
    return *its;
}

readiness::readiness(event_loop& loop)
    : epoll_(::epoll_create1(EPOLL_CLOEXEC))
{
    if (!epoll_)
    {
        throw_os_error("waiting for a descriptor");
    }
    asio_ = std::make_unique<asio_part>(loop.io(), epoll_.get());
}

readiness::~readiness() = default;

void readiness::end() noexcept
{
    asio_.reset();
}

void readiness::expect()
{
    if (!std::exchange(is_out_, true))
    {
        asio_->epoll.async_wait(
            stream::wait_read, [self = shared_from_this()](boost::system::error_code error) {
                self->arrived(bool(error));
            });
    }
}

void readiness::arrived(bool was_cancelled)
{
    is_out_ = false;
    if (asio_ == nullptr)
    {
        return;  // the loop has ended
    }
    if (!was_cancelled)
    {
        collect();
    }
    if (waiting_ != 0)
    {
        expect();
    }
}

void readiness::collect()
{
    constexpr int most = 256;
    epoll_event events[most];
    // Nobody takes an entry away, in whatever thread, between the two.
    std::lock_guard const lock(tenant::mutex());
    int const count = ::epoll_wait(epoll_.get(), events, most, 0);
    constexpr int ahead = 4;  // entries that the processor fetches meanwhile
    for (int i = 0; i < count; ++i)
    {
        if (i + ahead < count)
        {
            static_cast<entry*>(events[i + ahead].data.ptr)->prefetch();
        }
        static_cast<entry*>(events[i].data.ptr)->happened(events[i].events);
    }
}

void readiness::forget(unsigned count) noexcept
{
    waiting_ -= count;
    if (waiting_ == 0 && is_out_ && asio_ != nullptr)
    {
        // The io_context shall not run for what nobody waits for.
        boost::system::error_code ignored;
        asio_->epoll.cancel(ignored);
    }
}

readiness::entry::entry(event_loop& loop, int fd)
    : in_(readiness::of(loop).shared_from_this())
    , fd_(fd)
{
    epoll_event about{};
    about.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLPRI | EPOLLET;
    about.data.ptr = this;
    if (::epoll_ctl(in_->epoll_.get(), EPOLL_CTL_ADD, fd, &about) != 0)
    {
        if (errno != EPERM)
        {
            throw_os_error("waiting for a descriptor");
        }
        is_always_ready_ = true;  // a regular file
    }
    enter(loop);
}

bool readiness::entry::wait(direction where, deadline const& end, char const* what)
{
    side& mine = sides_[std::size_t(where)];
    if (is_always_ready_ || std::exchange(mine.is_ready, false))
    {
        return true;
    }
    struct presence
    {
        presence(entry& of, side& at)
            : all(*of.in_)
            , mine(at)
            , before(at.deliveries)
        {
            all.expect();
            ++all.waiting_;
            ++mine.parked;
        }
        ~presence()
        {
            if (mine.deliveries == before)
            {
                --mine.parked;
                all.forget(1);
            }
        }
        readiness& all;
        side& mine;
        std::uint32_t before;
    } const present(*this, mine);
    no_mutex nothing;
    std::unique_lock lock(nothing);
    return wait_in(mine.waiters, lock, end, what);
}

void readiness::entry::happened(std::uint32_t events) noexcept
{
    // What came at the same time is told once.
    constexpr std::uint32_t hidden = EPOLLRDHUP | EPOLLHUP | EPOLLERR | EPOLLPRI;
    may_hide_more_ = may_hide_more_ || (events & hidden) != 0;
    if ((events & (EPOLLIN | hidden)) != 0)
    {
        deliver(sides_[std::size_t(direction::read)]);
    }
    if ((events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0)
    {
        deliver(sides_[std::size_t(direction::write)]);
    }
}

void readiness::entry::deliver(side& to) noexcept
{
    if (to.parked == 0)
    {
        to.is_ready = true;
        return;
    }
    ++to.deliveries;
    // Not forget(): who is woken here will wait again, in most cases.
    in_->waiting_ -= std::exchange(to.parked, 0);
    to.waiters.wake_all();
}

void readiness::entry::close() noexcept
{
    leave();
    is_closed_ = true;
    if (is_ours())
    {
        for (side& each : sides_)
        {
            if (each.parked != 0)
            {
                ++each.deliveries;
                in_->forget(std::exchange(each.parked, 0));
                each.waiters.wake_all();
            }
        }
    }
}

void readiness::entry::evict() noexcept
{
    ::epoll_ctl(in_->epoll_.get(), EPOLL_CTL_DEL, fd_, nullptr);
}

}  // namespace quartet::detail
