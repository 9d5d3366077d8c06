// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "pipe_end.hpp"

#include <quartet/detail/agent.hpp>
#include <quartet/errors.hpp>

#include <algorithm>
#include <cerrno>
#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "../../detail/os_error.hpp"
#include "../../detail/write_quietly.hpp"

namespace quartet::gevent::subprocess::detail {

using quartet::detail::agent;
using quartet::detail::deadline;
using quartet::detail::throw_os_error;
using quartet::detail::unique_fd;
using quartet::detail::write_quietly;

namespace {

/// One that is readable when the pipe is ready.
unique_fd make_epoll(int fd, direction where)
{
    unique_fd made(::epoll_create1(EPOLL_CLOEXEC));
    epoll_event event{};
    event.events = where == direction::read ? EPOLLIN : EPOLLOUT;
    if (!made || ::epoll_ctl(made.get(), EPOLL_CTL_ADD, fd, &event) != 0)
    {
        throw_os_error("waiting for a pipe");
    }
    return made;
}

}  // namespace

void pipe_end::close() noexcept
{
    fd_.reset();
    bytes_.clear();
    taken_ = 0;
    if (readiness_)
    {
        readiness_->close();
    }
}

int pipe_end::get() const
{
    if (!fd_)
    {
        throw ValueError("I/O operation on a pipe that is closed");
    }
    return fd_.get();
}

std::optional<std::size_t> pipe_end::try_read(std::string& to)
{
    constexpr std::size_t a_pipeful = 64 * 1024;  // as much as a pipe has
    for (;;)
    {
        pollfd entry{get(), POLLIN, 0};
        if (::poll(&entry, 1, 0) == 0)
        {
            return std::nullopt;
        }
        std::size_t const before = to.size();
        to.resize(before + a_pipeful);
        ssize_t const result = ::read(entry.fd, to.data() + before, a_pipeful);
        int const error = errno;
        to.resize(before + static_cast<std::size_t>(std::max<ssize_t>(result, 0)));
        if (result >= 0)
        {
            return static_cast<std::size_t>(result);
        }
        if (error == EAGAIN)  // the user has made it non-blocking
        {
            return std::nullopt;
        }
        if (error != EINTR)
        {
            throw_os_error("reading from a child", error);
        }
    }
}

std::optional<std::size_t> pipe_end::try_write(std::string_view bytes)
{
    for (;;)
    {
        ssize_t const result = write_quietly(get(), bytes);
        if (result >= 0)
        {
            return static_cast<std::size_t>(result);
        }
        if (errno == EAGAIN)
        {
            return std::nullopt;
        }
        if (errno != EINTR)
        {
            throw_os_error("writing to a child");
        }
    }
}

bool pipe_end::read_ahead(char const* what)
{
    bytes_.erase(0, std::exchange(taken_, 0));
    std::optional<std::size_t> count;
    while (!(count = try_read(bytes_)))
    {
        wait(what);
    }
    share_.moved(*count);
    return *count != 0;
}

std::string pipe_end::take(std::size_t size)
{
    std::string result(ahead().substr(0, size));
    taken_ += result.size();
    return result;
}

std::string pipe_end::take_all()
{
    bytes_.erase(0, std::exchange(taken_, 0));
    return std::exchange(bytes_, std::string());
}

void pipe_end::write_all(std::string_view bytes, char const* what)
{
    get();
    while (!bytes.empty())
    {
        if (auto const count = try_write(bytes))
        {
            bytes.remove_prefix(*count);
            share_.moved(*count);
        }
        else
        {
            wait(what);
        }
    }
}

void pipe_end::wait(char const* what)
{
    share_.waited();
    deadline const never{timeout()};
    if (!agent::current().is_cooperative())
    {
        quartet::detail::wait_descriptor(fd_.get(), where_, never, what);
        return;
    }
    if (!readiness_)
    {
        readiness_.emplace(make_epoll(fd_.get(), where_));
    }
    readiness_->wait(direction::read, never, what);
}

}  // namespace quartet::gevent::subprocess::detail
