// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_HUB_HPP
#define QUARTET_GEVENT_HUB_HPP

#include <quartet/detail/config.hpp>
#include <quartet/timeout.hpp>

namespace boost::asio {
class io_context;
}

namespace quartet::detail {
class event_loop;
}

namespace quartet::gevent::threadpool {
class ThreadPool;
}

namespace quartet::gevent {

/// What runs the greenlets of a thread, over one io_context of Asio (Python: `gevent.hub.Hub`).
/**
 * Every thread gets one when it first needs it, and it ends with the thread; so one seldom names it.
 * To run greenlets beside handlers of Asio in an io_context of one's own, make one over that, first:
 *
 * @code
 * boost::asio::io_context io;
 * gevent::Hub hub(io);
 * gevent::spawn(serve);
 * io.run();  // until neither Asio nor a greenlet has anything to wait for
 * @endcode
 *
 * @par Thread safety
 * Belongs to its thread. What is posted to its io_context may come from any.
 *
 * @par Blocking
 * join() runs the greenlets.
 */
class QUARTET_DECL Hub
{
public:
    /// Over an io_context that somebody runs in this thread, and that outlives the hub.
    /// @throws RuntimeError if this thread has a hub already.
    explicit Hub(boost::asio::io_context& io);

    /// Kills the greenlets that have not ended, if the hub was made over an io_context.
    ~Hub();

    Hub(Hub&& other) noexcept;
    Hub& operator=(Hub&&) = delete;

    /// Handlers that are posted there run between the greenlets. Anybody may run it, in this thread,
    /// but for its greenlets and handlers: Asio counts those as work, so run() would not return.
    boost::asio::io_context& io_context() const;

    /// Runs until no greenlet has anything to wait for. Not in a greenlet.
    /// @return false if the time was over before. @throws RuntimeError in a greenlet.
    bool join(timeout limit = {}) const;

    /// Ten threads for what blocks, which all hubs of the process share; see <quartet/gevent/threadpool.hpp>.
    threadpool::ThreadPool& threadpool() const;

private:
    friend QUARTET_DECL Hub get_hub();
    explicit Hub(quartet::detail::event_loop& loop) noexcept
        : loop_(&loop)
    {}

    quartet::detail::event_loop* loop_;
    bool owns_ = false;
};

/// The hub of this thread, which is made if there is none (Python: `gevent.get_hub`).
QUARTET_DECL Hub get_hub();

}  // namespace quartet::gevent

#endif
