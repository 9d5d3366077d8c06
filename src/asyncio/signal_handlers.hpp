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

namespace boost::asio {
class io_context;
}

namespace quartet::asyncio::detail {

/// What a loop calls for signals, by Asio's signal_set. Gone with it, they have their default again.
class loop_core::signal_handlers
{
public:
    signal_handlers(loop_core& loop, boost::asio::io_context& io) noexcept
        : loop_(loop)
        , io_(io)
    {}
    ~signal_handlers();
    signal_handlers(signal_handlers const&) = delete;
    signal_handlers& operator=(signal_handlers const&) = delete;

    void add(int number, std::function<void()> call);
    bool remove(int number) noexcept;

private:
    struct entry;

    loop_core& loop_;
    boost::asio::io_context& io_;
    std::map<int, std::shared_ptr<entry>> all_;
};

}  // namespace quartet::asyncio::detail

#endif
