// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "signal_handlers.hpp"

#include <quartet/errors.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <array>
#include <atomic>
#include <csignal>
#include <pthread.h>
#include <string>
#include <utility>

namespace quartet::asyncio::detail {
namespace {

/// Which signals go to a loop of this process.
std::array<std::atomic<bool>, NSIG> caught{};

/// Whether this process was forked by one whose loops had signals: what Asio has of them is shared.
std::atomic<bool> is_inherited{false};

// A child has no loop that could handle them, and must not tell its parent's.
int const resets_signals = ::pthread_atfork(nullptr, nullptr, [] {
    for (int number = 1; number != NSIG; ++number)
    {
        if (caught[std::size_t(number)].exchange(false))
        {
            std::signal(number, SIG_DFL);
            is_inherited = true;
        }
    }
});

}  // namespace

struct loop_core::signal_handlers::entry : std::enable_shared_from_this<entry>
{
    entry(loop_core& in, boost::asio::io_context& io, std::function<void()> what)
        : loop(in)
        , call(std::move(what))
        , signals(io)
    {}

    void wait()
    {
        signals.async_wait([self = shared_from_this()](boost::system::error_code error, int) {
            if (!error && !self->is_removed)
            {
                ref<handle_core>(new handle_core(self->loop, self->call))->call_soon();
                self->wait();
            }
        });
    }

    loop_core& loop;
    std::function<void()> const call;
    boost::asio::signal_set signals;
    bool is_removed = false;
};

loop_core::signal_handlers::~signal_handlers()
{
    while (!all_.empty())
    {
        remove(all_.begin()->first);
    }
}

void loop_core::signal_handlers::add(int number, std::function<void()> call)
{
    if (number < 1 || number >= NSIG)
    {
        throw ValueError("add_signal_handler: there is no signal " + std::to_string(number));
    }
    if (call == nullptr)
    {
        throw TypeError("add_signal_handler: the callback is empty");
    }
    if (is_inherited)
    {
        throw RuntimeError("add_signal_handler: this process was forked by one that had signal "
                           "handlers of a loop");
    }
    auto const made = std::make_shared<entry>(loop_, io_, std::move(call));
    remove(number);
    boost::system::error_code error;
    made->signals.add(number, error);
    if (error)
    {
        throw RuntimeError(
            "add_signal_handler: signal " + std::to_string(number) + " cannot be caught");
    }
    caught[std::size_t(number)] = true;
    all_[number] = made;
    made->wait();
}

bool loop_core::signal_handlers::remove(int number) noexcept
{
    auto const found = all_.find(number);
    if (found == all_.end())
    {
        return false;
    }
    boost::system::error_code ignored;
    found->second->is_removed = true;
    found->second->signals.clear(ignored);
    found->second->signals.cancel(ignored);
    all_.erase(found);
    caught[std::size_t(number)] = false;
    return true;
}

void loop_core::add_signal_handler(int number, std::function<void()> call)
{
    require_open();
    if (floor_ == nullptr)
    {
        bind();
    }
    if (signals_ == nullptr)
    {
        signals_ = std::make_unique<signal_handlers>(*this, floor_io());
    }
    signals_->add(number, std::move(call));
}

bool loop_core::remove_signal_handler(int number) noexcept
{
    return signals_ != nullptr && signals_->remove(number);
}

}  // namespace quartet::asyncio::detail
