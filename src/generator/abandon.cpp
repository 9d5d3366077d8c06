// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// The end of generators that are destroyed.
#include <quartet/errors.hpp>
#include <quartet/generator/detail/generator_core.hpp>

#include <cstdlib>
#include <string>
#include <unistd.h>

#include "../detail/exception_text.hpp"
#include "../detail/type_name.hpp"

namespace quartet::detail {

namespace {

// Enough for any body whose loops have an end and catch too much, soon over for one that never ends.
constexpr int most_exits = 1000;

void print(std::string const& text) noexcept
{
    static_cast<void>(::write(STDERR_FILENO, text.data(), text.size()) < 0);
}

}  // namespace

void generator_core::abandon() noexcept
{
    if (close_if_created())
    {
        return;
    }
    if (state() == GEN_RUNNING)
    {
        give_up("was destroyed while it runs");
    }
    if (phase_.load(std::memory_order_relaxed) == phase::delegated)
    {
        detach();
    }
    for (generator_core* each = leaf_; each != nullptr; each = each->delegator_)
    {
        each->stack().move_to_this_thread();
    }
    unwind();
}

void generator_core::unwind() noexcept
{
    for (int exits = 0; exits != most_exits; ++exits)
    {
        phase_.store(phase::running, std::memory_order_relaxed);
        if (exit_once() == nullptr)
        {
            if (thrown_ && !left_by_exit_)
            {
                report(thrown_);
            }
            return;
        }
        if (exits == 0)
        {
            report(std::make_exception_ptr(RuntimeError("generator ignored GeneratorExit")));
        }
    }
    give_up("cannot be destroyed: it catches GeneratorExit and yields again, without end");
}

void generator_core::report(std::exception_ptr const& error) noexcept
{
    try
    {
        auto const about = describe_exception(error);
        print(
            "Exception ignored in: <generator object " + type_name(stack().name()) +
            ">\nTraceback (most recent call first):\n" + about.traceback + about.type + ": " +
            about.text + '\n');
    }
    catch (...)
    {
        // No memory for the text.
    }
}

void generator_core::give_up(char const* why) noexcept
{
    print(
        "quartet: the generator " + type_name(stack().name()) + ' ' + why + "; the program ends\n");
    std::abort();
}

}  // namespace quartet::detail
