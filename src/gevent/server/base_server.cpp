// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/detail/agent.hpp>
#include <quartet/detail/at_least.hpp>
#include <quartet/errors.hpp>
#include <quartet/gevent/server/base_server.hpp>
#include <quartet/gevent/sleep.hpp>

#include <algorithm>
#include <utility>

#include "../uncaught.hpp"
#include "core.hpp"

namespace quartet::gevent::server {

using quartet::detail::deadline;

namespace {

timeout::duration length_of(timeout const& delay)
{
    return std::max(delay.limit().value_or(timeout::duration::max()), timeout::duration::zero());
}

}  // namespace

BaseServer::core::core(
    std::optional<socket::address> to_bind, socket::socket from, ServerOptions with)
    : where(std::move(to_bind))
    , listener(std::move(from))
    , options(std::move(with))
{
    quartet::detail::at_least(1, "max_accept", options.max_accept);
    if (options.spawn)
    {
        room.emplace(quartet::detail::at_least(1, "spawn", *options.spawn));
    }
}

void BaseServer::core::start()
{
    if (accepts && !accepts.dead() && !listener.closed())
    {
        return;
    }
    if (listener.closed())
    {
        if (!where)
        {
            throw RuntimeError("start: the socket of the server is closed");
        }
        listener = bind(*where);
    }
    stopped.clear();
    accepts = gevent::spawn(
        GreenletOptions{.name = kind()}, [self = shared_from_this()] { self->run(); });
}

void BaseServer::core::run()
{
    timeout::duration delay = length_of(options.min_delay);
    for (int in_a_row = 0;; ++in_a_row)
    {
        if (in_a_row == options.max_accept)
        {
            in_a_row = 0;
            sleep(0);
        }
        if (room)
        {
            room->acquire();
        }
        std::function<void()> todo;
        try
        {
            todo = next();
            delay = length_of(options.min_delay);
        }
        catch (OSError const&)
        {
            leave_room();
            if (listener.closed())
            {
                return;
            }
            gevent::detail::report_uncaught(kind());
            sleep(delay);
            delay = std::min(delay * 2, length_of(options.max_delay));
            continue;
        }
        catch (...)
        {
            leave_room();
            throw;
        }
        handle(std::move(todo));
    }
}

void BaseServer::core::handle(std::function<void()> with)
{
    // Goes with the function of the greenlet, which may be killed before it has begun.
    struct place
    {
        place(std::shared_ptr<core> server, std::uint64_t n) noexcept
            : in(std::move(server))
            , number(n)
        {}
        place(place const&) = delete;
        place& operator=(place const&) = delete;
        ~place()
        {
            in->leave_room();
            in->handlers.erase(number);
        }
        std::shared_ptr<core> in;
        std::uint64_t number;
    };
    std::uint64_t const number = ++handled;
    auto here = std::make_shared<place>(shared_from_this(), number);
    handlers[number] = gevent::spawn([todo = std::move(with), here = std::move(here)] { todo(); });
}

void BaseServer::core::leave_room() noexcept
{
    if (room)
    {
        room->release();
    }
}

void BaseServer::core::close() noexcept
{
    if (accepts && !accepts.dead())
    {
        accepts.kill(nullptr, false);
    }
    listener.close();
    stopped.set();
}

void BaseServer::core::stop(timeout const& limit)
{
    close();
    if (accepts)
    {
        accepts.join();  // it has nothing to do any more
    }
    deadline const end(limit);
    // Who calls may be one of them.
    greenlet const me = getcurrent();
    auto const others = [&] {
        std::vector<Greenlet<void>> all;
        for (auto const& [number, each] : handlers)
        {
            if (each != me)
            {
                all.push_back(each);
            }
        }
        return all;
    };
    for (auto const& each : others())
    {
        each.join(end.left(std::chrono::hours(24)));
    }
    auto const late = others();
    for (auto const& each : late)
    {
        each.kill(nullptr, false);
    }
    deadline const at_last(1);  // who goes on after that is left alone, as in Python
    for (auto const& each : late)
    {
        each.join(at_last.left(std::chrono::hours(24)));
    }
}

BaseServer::BaseServer(std::shared_ptr<core> made) noexcept
    : core_(std::move(made))
{}

BaseServer::~BaseServer()
{
    quartet::detail::agent::uninterruptible const shield;
    core_->stop(0);
}

void BaseServer::start()
{
    core_->start();
}

void BaseServer::stop(timeout limit)
{
    core_->stop(limit);
}

void BaseServer::serve_forever(timeout stop_limit)
{
    start();
    try
    {
        core_->stopped.wait();
    }
    catch (...)
    {
        core_->stop(stop_limit);
        throw;
    }
}

void BaseServer::close() noexcept
{
    core_->close();
}

bool BaseServer::closed() const noexcept
{
    return core_->listener.closed();
}

bool BaseServer::started() const noexcept
{
    return core_->accepts && !core_->accepts.dead() && !closed();
}

bool BaseServer::full() const noexcept
{
    return core_->options.spawn &&
           core_->handlers.size() >= static_cast<std::size_t>(*core_->options.spawn);
}

socket::address BaseServer::address() const
{
    return closed() && core_->where ? *core_->where : core_->listener.getsockname();
}

socket::socket const& BaseServer::socket() const noexcept
{
    return core_->listener;
}

}  // namespace quartet::gevent::server
