// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "signal_handlers.hpp"

#include <quartet/errors.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <string>
#include <utility>

#include "../detail/loop/event_loop.hpp"
#include "../detail/loop/tenant.hpp"
#include "inherited_signals.hpp"

namespace quartet::asyncio::detail {

using quartet::detail::event_loop;

/// One signal.
class loop_core::signal_handlers::entry : public std::enable_shared_from_this<entry>,
                                          private quartet::detail::tenant
{
public:
    entry(loop_core& loop, int number, std::function<void()> call)
        : loop_(loop)
        , number_(number)
        , call_(std::move(call))
    {}

    ~entry() override
    {
        if (!is_ours())
        {
            static_cast<void>(signals_.release());  // the parent's
        }
    }

    /// This process gets the signal from now on, and Asio keeps it.
    /// @throws RuntimeError if it cannot be caught.
    void settle(event_loop& floor)
    {
        if (is_in(floor) || !is_ours())
        {
            return;
        }
        leave();
        inherited_signals::forget();
        auto made = std::make_unique<boost::asio::signal_set>(floor.io());
        boost::system::error_code error;
        made->add(number_, error);
        if (error)
        {
            throw RuntimeError(
                "add_signal_handler: signal " + std::to_string(number_) + " cannot be caught");
        }
        inherited_signals::taken(number_);
        signals_ = std::move(made);
        enter(floor);
    }

    void wait()
    {
        if (signals_ == nullptr || !is_ours())
        {
            return;
        }
        signals_->async_wait(
            [self = shared_from_this(), pauses = pauses_](boost::system::error_code error, int) {
                if (!error)
                {
                    self->came(pauses);
                }
            });
    }

    void pause() noexcept
    {
        ++pauses_;
        if (signals_ != nullptr && is_ours())
        {
            boost::system::error_code ignored;
            signals_->cancel(ignored);
        }
    }

    void remove() noexcept
    {
        is_removed_ = true;
        leave();
    }

private:
    void came(unsigned pauses)
    {
        if (is_removed_)
        {
            return;
        }
        if (loop_.is_here())
        {
            ref<handle_core>(new handle_core(loop_, call_))->call_soon();
        }
        else
        {
            loop_.call_soon_threadsafe(call_);  // it has ended meanwhile, and may run elsewhere
        }
        if (pauses == pauses_)
        {
            wait();
        }
    }

    void evict() noexcept override
    {
        signals_ = nullptr;
        inherited_signals::given_back(number_);
    }

    loop_core& loop_;
    int const number_;
    std::function<void()> const call_;
    std::unique_ptr<boost::asio::signal_set> signals_;  // null: the thread's loop has ended
    unsigned pauses_ = 0;
    bool is_removed_ = false;
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
        throw ValueError(
            "add_signal_handler: number is " + std::to_string(number) + ", which is no signal");
    }
    if (call == nullptr)
    {
        throw TypeError("add_signal_handler: call is empty");
    }
    auto const made = std::make_shared<entry>(loop_, number, std::move(call));
    made->settle(*loop_.floor_);
    if (loop_.is_running_)
    {
        made->wait();
    }
    // The signal has its handler all the while.
    remove(number);
    all_[number] = made;
}

bool loop_core::signal_handlers::remove(int number) noexcept
{
    auto const found = all_.find(number);
    if (found == all_.end())
    {
        return false;
    }
    found->second->remove();
    all_.erase(found);
    return true;
}

void loop_core::signal_handlers::begin()
{
    for (auto const& each : all_)
    {
        each.second->settle(*loop_.floor_);
        each.second->wait();
    }
}

void loop_core::signal_handlers::pause() noexcept
{
    for (auto const& each : all_)
    {
        each.second->pause();
    }
}

void loop_core::add_signal_handler(int number, std::function<void()> call)
{
    require_open();
    require_own_thread("add_signal_handler");
    if (!is_running_)
    {
        bind();
    }
    if (signals_ == nullptr)
    {
        signals_ = std::make_unique<signal_handlers>(*this);
    }
    signals_->add(number, std::move(call));
}

bool loop_core::remove_signal_handler(int number) noexcept
{
    return signals_ != nullptr && signals_->remove(number);
}

}  // namespace quartet::asyncio::detail
