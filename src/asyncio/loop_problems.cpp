// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// What a loop tells of what goes wrong.
#include <quartet/asyncio/detail/loop_core.hpp>
#include <quartet/asyncio/detail/task_core.hpp>

#include <cstdio>
#include <sstream>
#include <utility>

#include "../detail/exception_text.hpp"
#include "turn.hpp"

namespace quartet::asyncio::detail {

void turn::tell_if_slow() const noexcept
{
    std::chrono::duration<double> const took = loop_core::clock::now() - began_;
    if (began_ != loop_core::clock::time_point() &&
        took.count() >= loop_.slow_callback_duration)
    {
        std::ostringstream text;
        text << "Executing "
             << (task_ != nullptr ? task_->describe() : std::string("a callback"))
             << " took " << took.count() << " seconds";
        loop_.report({text.str(), nullptr, {}});
    }
}

void loop_core::report(loop_problem const& what) noexcept
{
    if (handler == nullptr)
    {
        print(what);
        return;
    }
    try
    {
        handler(what);
    }
    catch (...)
    {
        print({"Unhandled error in exception handler", std::current_exception(), {}});
        print(what);
    }
}

void loop_core::print(loop_problem const& what) noexcept
{
    try
    {
        std::string text = what.message + '\n';
        if (!what.source.empty())
        {
            text += what.source + '\n';
        }
        if (what.exception != nullptr)
        {
            auto const about = quartet::detail::describe_exception(what.exception);
            text += about.traceback + about.type + ": " + about.text + '\n';
        }
        std::fputs(text.c_str(), stderr);
    }
    catch (...)
    {
        std::fputs("quartet: no memory to report an error of an event loop\n", stderr);
    }
}

}  // namespace quartet::asyncio::detail
