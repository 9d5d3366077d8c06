// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_LOOP_ASIO_CALLS_HPP
#define QUARTET_SRC_DETAIL_LOOP_ASIO_CALLS_HPP

#include <boost/asio/detail/call_stack.hpp>
#include <boost/asio/detail/thread_context.hpp>
#include <boost/asio/detail/thread_info_base.hpp>

namespace quartet::detail {

/// Which io_context::run() are on a stack, as Asio notes it for each thread.
/**
 * It is a list through the frames, and belongs to a stack: fibers that each run an io_context of
 * their own, and wait in it, do not leave in the order in which they came. Asio has no access to it,
 * so it is reached as the standard lets an explicit instantiation reach it.
 */
class asio_calls
{
    using stack = boost::asio::detail::
        call_stack<boost::asio::detail::thread_context, boost::asio::detail::thread_info_base>;

public:
    using list = stack::context*;

    static list get() noexcept;
    static void set(list calls) noexcept;

    /// While it lives, the thread's own are put aside.
    class aside
    {
    public:
        aside() noexcept
            : own_(get())
        {
            set(nullptr);
        }
        ~aside() { set(own_); }
        aside(aside const&) = delete;
        aside& operator=(aside const&) = delete;

    private:
        list own_;
    };

private:
    using place = boost::asio::detail::tss_ptr<stack::context>;
    friend constexpr place* place_of_asio_calls();

    template <place* at>
    struct key
    {
        friend constexpr place* place_of_asio_calls() { return at; }
    };
};

template struct asio_calls::key<&asio_calls::stack::top_>;
constexpr asio_calls::place* place_of_asio_calls();

inline asio_calls::list asio_calls::get() noexcept
{
    return *place_of_asio_calls();
}

inline void asio_calls::set(list calls) noexcept
{
    *place_of_asio_calls() = calls;
}

}  // namespace quartet::detail

#endif
