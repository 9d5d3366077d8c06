// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_ATTACHED_LOOP_HPP
#define QUARTET_ASYNCIO_ATTACHED_LOOP_HPP

#include <quartet/asyncio/event_loop.hpp>
#include <quartet/detail/config.hpp>

namespace boost::asio {
class io_context;
}

namespace quartet::asyncio {

/// An event loop over an io_context that somebody else runs.
/**
 * As long as it lives, the loop runs whenever the io_context does, and is the running one of the
 * thread. Tasks that are left at its end are destroyed, and reported.
 *
 * @par Example
 * @code
 * boost::asio::io_context io(1);
 * asyncio::attached_loop loop(io);
 * asyncio::create_task(serve());
 * io.run();
 * @endcode
 *
 * @par Thread safety
 * It is made and destroyed, and the io_context is run, in the same thread.
 */
class QUARTET_DECL attached_loop
{
public:
    /// @throws RuntimeError if the thread has a loop already, other than one of that io_context.
    explicit attached_loop(boost::asio::io_context& io);
    ~attached_loop();
    attached_loop(attached_loop const&) = delete;
    attached_loop& operator=(attached_loop const&) = delete;

    EventLoop get_loop() const { return EventLoop(core_); }
    operator EventLoop() const { return get_loop(); }

private:
    detail::ref<detail::loop_core> core_;
    bool has_made_ = false;  // what the thread has below it
};

}  // namespace quartet::asyncio

#endif
