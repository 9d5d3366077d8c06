// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/gevent/joinall.hpp>
#include <quartet/gevent/timeout.hpp>

namespace quartet::gevent::detail {

void require_other(greenlet const& which)
{
    if (which == getcurrent())
    {
        throw RuntimeError("joinall: " + which.name() + " would wait for itself");
    }
}

void killall(std::vector<greenlet> greenlets, std::exception_ptr with, bool block, timeout limit)
{
    for (std::size_t i = 0; i != greenlets.size(); ++i)
    {
        if (!greenlets[i])
        {
            throw_empty(i);
        }
    }
    quartet::detail::deadline const end(limit);
    greenlet const self = getcurrent();
    bool is_one_of_them = false;
    for (greenlet const& each : greenlets)
    {
        if (each == self)
        {
            is_one_of_them = true;
        }
        else
        {
            each.kill(with, false);
        }
    }
    if (is_one_of_them)
    {
        self.kill(std::move(with));  // throws
    }
    // The main greenlet of a thread has no end.
    std::erase_if(greenlets, [](greenlet const& each) { return each.core().is_main(); });
    named_watch_list<greenlet> alive(greenlets);
    for (std::size_t left = block ? alive.size() : 0; left != 0; --left)
    {
        if (alive.next(end) == nullptr)
        {
            throw Timeout(limit);
        }
    }
}

}  // namespace quartet::gevent::detail
