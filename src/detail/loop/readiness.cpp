// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "readiness.hpp"

#include <quartet/errors.hpp>

#include <cerrno>
#include <mutex>
#include <sys/epoll.h>
#include <utility>

#include "../os_error.hpp"
#include "event_loop.hpp"

namespace quartet::detail {
namespace {

/// Only one thread has to do with it.
struct no_mutex
{
    void lock() noexcept {}
    void unlock() noexcept {}
};

}  // namespace

readiness& readiness::of(event_loop& loop)
{
    auto& its = loop.shared_readiness();
    if (its == nullptr)
    {
        its = std::make_shared<readiness>(loop);
    }
    return *its;
}

void readiness::happened(std::span<epoll_event> events) noexcept
{
    constexpr std::size_t ahead = 4;  // entries that the processor fetches meanwhile
    for (std::size_t i = 0; i != events.size(); ++i)
    {
        if (i + ahead < events.size())
        {
            static_cast<entry*>(events[i + ahead].data.ptr)->prefetch();
        }
        static_cast<entry*>(events[i].data.ptr)->happened(events[i].events);
    }
}

readiness::entry::entry(event_loop& loop, int fd)
    : in_(std::static_pointer_cast<readiness>(readiness::of(loop).shared_from_this()))
    , fd_(fd)
{
    epoll_event about{};
    about.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLPRI | EPOLLET;
    about.data.ptr = this;
    if (::epoll_ctl(in_->fd(), EPOLL_CTL_ADD, fd, &about) != 0)
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

void readiness::entry::watch(direction where, runnable& who)
{
    side& mine = sides_[std::size_t(where)];
    if (is_always_ready_ || std::exchange(mine.is_ready, false))
    {
        event_loop::here()->schedule(who);
        return;
    }
    in_->expect();
    ++mine.parked;
    mine.watcher = &who;
}

void readiness::entry::unwatch(direction where) noexcept
{
    side& mine = sides_[std::size_t(where)];
    if (std::exchange(mine.watcher, nullptr) != nullptr)
    {
        --mine.parked;
        in_->forget(1);
    }
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
    in_->delivered(std::exchange(to.parked, 0));
    if (runnable* const who = std::exchange(to.watcher, nullptr))
    {
        event_loop::here()->schedule(*who);
    }
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
            each.watcher = nullptr;
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
    ::epoll_ctl(in_->fd(), EPOLL_CTL_DEL, fd_, nullptr);
}

}  // namespace quartet::detail
