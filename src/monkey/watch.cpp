// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "watch.hpp"

#include <algorithm>
#include <cerrno>
#include <list>
#include <new>
#include <optional>
#include <sys/epoll.h>
#include <unistd.h>
#include <utility>

#include "../detail/loop/event_loop.hpp"

namespace quartet::gevent::monkey::detail {

using quartet::detail::tenant;
using quartet::detail::wait_queue;
using quartet::detail::waker;

constinit thread_local watch* watch::current = nullptr;

namespace {

// The bits of poll are those of epoll. What is told unasked is for both sides.
constexpr std::uint32_t to_read = EPOLLIN | EPOLLPRI | EPOLLRDHUP | EPOLLRDNORM | EPOLLRDBAND;
constexpr std::uint32_t to_write = EPOLLOUT | EPOLLWRNORM | EPOLLWRBAND;
constexpr std::uint32_t unasked = EPOLLERR | EPOLLHUP;
constexpr std::uint32_t masks[] = {to_read, to_write};

}  // namespace

/// One who waits, in a place for each descriptor and direction.
struct watch::party
{
    bool is_told = false;
    bool is_closed = false;
};

struct watch::place : wait_queue::entry
{
    place(party& its, waker who, side& where) noexcept
        : entry(who)
        , of(its)
        , in(where)
    {
        in.waiters.push_back(*this);
    }
    ~place()
    {
        in.waiters.remove(*this);
        if (in.waiters.empty())
        {
            in.wanted = 0;
        }
    }

    party& of;
    side& in;
};

/// That somebody waits in a watch.
struct watch::presence
{
    presence(watch& in, party const& who)
        : where(in)
        , of(who)
    {
        where.expect();
    }
    ~presence()
    {
        if (!of.is_told)
        {
            where.forget(1);
        }
    }
    presence(presence const&) = delete;
    presence& operator=(presence const&) = delete;

    watch& where;
    party const& of;
};

watch& watch::here()
{
    event_loop& loop = *event_loop::here();
    if (current == nullptr || !current->is_in(loop))
    {
        auto const made = std::make_shared<watch>(loop);
        made->self_ = made;
        made->enter(loop);
        current = made.get();
    }
    return *current;
}

void watch::evict() noexcept
{
    end();
    current = nullptr;
    self_.reset();
}

watch::slot& watch::slot_of(int fd)
{
    auto const number = std::size_t(fd);
    if (number >= slots_.size())
    {
        slots_.resize(number + 1);
    }
    if (slots_[number] == nullptr)
    {
        slots_[number] = std::make_unique<slot>();
    }
    return *slots_[number];
}

int watch::arm(int fd, slot& its) noexcept
{
    epoll_event about{};
    about.events = its.sides[0].wanted | its.sides[1].wanted | EPOLLONESHOT;
    about.data.fd = fd;
    int const operation = its.is_known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
    int const other = its.is_known ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
    if (::epoll_ctl(this->fd(), operation, fd, &about) == 0 ||
        ((errno == ENOENT || errno == EEXIST) &&
         ::epoll_ctl(this->fd(), other, fd, &about) == 0))
    {
        its.is_known = true;
        return 0;
    }
    return errno;
}

outcome
watch::wait(agent& self, std::span<pollfd const> which, deadline const& end, char const* what)
{
    party me;
    waker who = self.begin_wait(what);
    struct given_up
    {
        ~given_up() { right.claim(); }  // if it has not ended
        waker& right;
    } const at_throw{who};
    std::optional<agent::unpatched> asio_calls(std::in_place);  // functions that are patched
    presence const present(*this, me);
    std::optional<place> one;  // in most cases
    std::list<place> more;
    bool is_ready = false;
    for (pollfd const& each : which)
    {
        if (each.fd < 0)
        {
            continue;
        }
        slot& its = slot_of(each.fd);
        std::uint32_t const events = std::uint16_t(each.events);
        for (int i = 0; i != 2; ++i)
        {
            // Who asks for nothing is told of an error.
            if ((events & masks[i]) == 0 && (i == 1 || (events & to_write) != 0))
            {
                continue;
            }
            side& mine = its.sides[std::size_t(i)];
            mine.wanted |= events & masks[i];
            one ? static_cast<void>(more.emplace_back(me, who, mine))
                : static_cast<void>(one.emplace(me, who, mine));
        }
        int const error = arm(each.fd, its);
        if (error == EPERM || error == EBADF)
        {
            is_ready = true;  // a regular file; or the next attempt will say it
        }
        else if (error != 0)
        {
            errno = ENOMEM;
            return outcome::failed;
        }
    }
    if (is_ready)
    {
        return outcome::ready;
    }
    asio_calls.reset();
    reset_count();
    self.await_or_interruption(end);
    if (me.is_closed)
    {
        errno = EBADF;
        return outcome::failed;
    }
    if (me.is_told)
    {
        return outcome::ready;
    }
    return fail_if_interrupted(self) ? outcome::failed : outcome::late;
}

void watch::happened(std::span<epoll_event> events) noexcept
{
    for (epoll_event const& each : events)
    {
        slot& its = *slots_[std::size_t(each.data.fd)];
        for (std::size_t i = 0; i != 2; ++i)
        {
            if ((each.events & (masks[i] | unasked)) != 0)
            {
                wake(its.sides[i], false);
            }
        }
        if (its.sides[0].wanted + its.sides[1].wanted != 0)
        {
            arm(each.data.fd, its);
        }
    }
}

void watch::wake(side& which, bool is_closed) noexcept
{
    waker who;
    while (wait_queue::entry* const next = which.waiters.claim_front(who))
    {
        party& whose = static_cast<place*>(next)->of;
        whose.is_told = true;
        whose.is_closed = is_closed;
        is_closed ? forget(1) : delivered(1);
        who.resume();
    }
    which.wanted = 0;
}

void watch::closing(int first, int last) noexcept
{
    event_loop* const loop = event_loop::here();
    if (loop == nullptr || current == nullptr || !current->is_in(*loop) || first < 0)
    {
        return;
    }
    auto const end = std::min(std::size_t(last) + 1, current->slots_.size());
    for (auto fd = std::size_t(first); fd < end; ++fd)
    {
        if (current->slots_[fd] == nullptr)
        {
            continue;
        }
        current->slots_[fd]->is_known = false;
        for (side& each : current->slots_[fd]->sides)
        {
            // Not the child of a vfork, which has our memory and descriptors of its own.
            if (!each.waiters.empty() && ::getpid() == current->process_)
            {
                current->wake(each, true);
            }
        }
    }
}

outcome wait_until_ready(
    agent& self, std::span<pollfd const> which, deadline const& end, char const* what) noexcept
{
    int const error = errno;
    try
    {
        outcome const how = watch::here().wait(self, which, end, what);
        if (how != outcome::failed)
        {
            errno = error;
        }
        return how;
    }
    catch (...)
    {
        errno = ENOMEM;
        return outcome::failed;
    }
}

outcome
wait_until_ready(agent& self, int fd, short events, deadline const& end, char const* what) noexcept
{
    pollfd const one{fd, events, 0};
    return wait_until_ready(self, {&one, 1}, end, what);
}

}  // namespace quartet::gevent::monkey::detail
