// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_ASYNCIO_SIGNAL_HANDLERS_HPP
#define QUARTET_SRC_ASYNCIO_SIGNAL_HANDLERS_HPP

#include <quartet/asyncio/detail/loop_core.hpp>

#include <functional>
#include <map>
#include <memory>

namespace quartet::asyncio::detail {

/// What a loop calls for signals, by Asio's signal_set. Gone with it, they have their default again.
/**
 * Asio waits for them only while the loop runs, and keeps what comes meanwhile. Who runs the io_context
 * until there is nothing left to do, such as gevent's Hub::join(), would else never be done.
 */
class loop_core::signal_handlers
{
public:
    explicit signal_handlers(loop_core& loop) noexcept
        : loop_(loop)
    {}
    ~signal_handlers();
    signal_handlers(signal_handlers const&) = delete;
    signal_handlers& operator=(signal_handlers const&) = delete;

    void add(int number, std::function<void()> call);
    bool remove(int number) noexcept;

    /// The loop is about to run, perhaps in another thread than before.
    void begin();

    /// It does not run any more.
    void pause() noexcept;

private:
    class entry;

    loop_core& loop_;
    std::map<int, std::shared_ptr<entry>> all_;
};

}  // namespace quartet::asyncio::detail

#endif
