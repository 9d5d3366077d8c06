// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_DETAIL_LOOP_CALL_HPP
#define QUARTET_ASYNCIO_DETAIL_LOOP_CALL_HPP

#include <quartet/asyncio/detail/loop_core.hpp>
#include <quartet/detail/run_queue.hpp>

namespace quartet::asyncio::detail {

/// That a loop shall call a function of its owner, who lives until it has.
/** It is also called when the loop is closed. */
template <class Owner, void (Owner::*function)()>
class loop_call : public quartet::detail::runnable
{
public:
    explicit loop_call(Owner& of) noexcept
        : runnable(&run)
        , of_(of)
    {}

    void schedule() { of_.loop().schedule(*this); }

private:
    static void run(runnable& which)
    {
        Owner& of = static_cast<loop_call&>(which).of_;
        if (of.loop().admit(which))
        {
            (of.*function)();
        }
    }

    Owner& of_;
};

}  // namespace quartet::asyncio::detail

#endif
