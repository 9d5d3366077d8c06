// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "descriptor.hpp"

#include <quartet/errors.hpp>

#include <cerrno>
#include <sys/epoll.h>
#include <utility>

#include "../os_error.hpp"
#include "event_loop.hpp"

namespace quartet::detail {

watched_descriptor::watched_descriptor(unique_fd fd) noexcept
    : fd_(std::move(fd))
{}

watched_descriptor::~watched_descriptor()
{
    release();
}

bool watched_descriptor::wait(direction where, deadline const& end, char const* what)
{
    if (!fd_)
    {
        throw OSError(EBADF, what);
    }
    auto const mine = enlist();
    bool const ended = mine->wait(where, end, what);
    if (mine->is_closed())
    {
        throw OSError(EBADF, what);
    }
    return ended;
}

std::shared_ptr<readiness::entry> const& watched_descriptor::enlist()
{
    event_loop& loop = event_loop::get();
    if (here_ == nullptr || !here_->is_in(loop))
    {
        if (here_ != nullptr && here_->is_ours() && here_->is_waited_for())
        {
            throw RuntimeError("another thread waits for this descriptor");
        }
        if (here_ != nullptr)
        {
            here_->close();
        }
        here_ = std::make_shared<readiness::entry>(loop, fd_.get());
    }
    return here_;
}

bool watched_descriptor::is_waited_for(direction where) const noexcept
{
    return here_ != nullptr && here_->is_ours() && here_->is_waited_for(where);
}

unique_fd watched_descriptor::release() noexcept
{
    if (here_ != nullptr)
    {
        here_->close();
        here_.reset();
    }
    return std::move(fd_);
}

namespace {

/// An epoll of its own: that of a loop knows each descriptor once, and tells of changes only.
unique_fd make_epoll(std::span<pollfd const> of)
{
    unique_fd made(::epoll_create1(EPOLL_CLOEXEC));
    if (!made)
    {
        throw_os_error("waiting for a descriptor");
    }
    for (pollfd const& each : of)
    {
        epoll_event event{};
        event.events = std::uint32_t(each.events);  // the bits are poll's
        if (each.fd < 0 || ::epoll_ctl(made.get(), EPOLL_CTL_ADD, each.fd, &event) == 0)
        {
            continue;
        }
        if (errno != EEXIST)
        {
            throw_os_error("waiting for a descriptor");
        }
        for (pollfd const& other : of)
        {
            event.events |= other.fd == each.fd ? std::uint32_t(other.events) : 0;
        }
        ::epoll_ctl(made.get(), EPOLL_CTL_MOD, each.fd, &event);
    }
    return made;
}

int poll_in_thread(std::span<pollfd> which, deadline const& end)
{
    for (;;)
    {
        timespec const limit = to_timespec(end.left(std::chrono::hours(1)));
        int const count = ::ppoll(which.data(), which.size(), &limit, nullptr);
        if (count < 0 && errno != EINTR)
        {
            throw_os_error("waiting for a descriptor");
        }
        if (count > 0 || (count == 0 && end.expired()))
        {
            return count;
        }
    }
}

}  // namespace

int poll_descriptors(std::span<pollfd> which, deadline const& end, char const* what)
{
    if (!agent::current().is_cooperative())
    {
        return poll_in_thread(which, end);
    }
    deadline const now(timeout(0));
    int count = poll_in_thread(which, now);
    if (count != 0 || end.expired())
    {
        return count;
    }
    watched_descriptor any(make_epoll(which));
    while (count == 0 && any.wait(direction::read, end, what))
    {
        count = poll_in_thread(which, now);
    }
    return count;
}

bool wait_descriptor(int fd, direction where, deadline const& end, char const* what)
{
    pollfd one{fd, short(where == direction::read ? POLLIN : POLLOUT), 0};
    bool const ready = poll_descriptors({&one, 1}, end, what) != 0;
    if ((one.revents & POLLNVAL) != 0)
    {
        throw OSError(EBADF, what);
    }
    return ready;
}

}  // namespace quartet::detail
