// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/threading/excepthook.hpp>

#include <mutex>
#include <unistd.h>

#include "../detail/exception_text.hpp"
#include "thread_state.hpp"

namespace quartet::threading {

namespace {

using hook = std::function<void(ExceptHookArgs const&)>;

struct setting
{
    std::mutex mutex;
    hook value = default_excepthook;
};

setting& the_setting()
{
    static auto* const instance = new setting;  // outlives static objects
    return *instance;
}

}  // namespace

hook excepthook()
{
    std::lock_guard const lock(the_setting().mutex);
    return the_setting().value;
}

void excepthook(hook value)
{
    hook next = value ? std::move(value) : default_excepthook;
    std::lock_guard const lock(the_setting().mutex);
    the_setting().value.swap(next);
}

void default_excepthook(ExceptHookArgs const& args) noexcept
{
    try
    {
        auto const about = quartet::detail::describe_exception(args.exc_value);
        std::string const text = "Exception in thread " + args.thread.name() +
                                 ":\nTraceback (most recent call first):\n" + about.traceback +
                                 about.type + ": " + about.text + '\n';
        static_cast<void>(::write(STDERR_FILENO, text.data(), text.size()) < 0);
    }
    catch (...)
    {
        // No memory for the text.
    }
}

void detail::report_uncaught(std::shared_ptr<thread_state> const& state) noexcept
{
    ExceptHookArgs const args{std::current_exception(), thread_state::handle(state)};
    try
    {
        excepthook()(args);
    }
    catch (...)
    {
        default_excepthook({std::current_exception(), args.thread});
    }
}

}  // namespace quartet::threading
