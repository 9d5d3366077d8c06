// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// Which loop a thread has, from when to when, and what other threads may do for it.
#include <quartet/errors.hpp>

#include <boost/asio/io_context.hpp>

#include <filesystem>
#include <pthread.h>
#include <unistd.h>

#include "event_loop.hpp"

namespace quartet::detail {

std::atomic<int> idle_threads::count{0};

bool idle_threads::may_others_wake()
{
    std::error_code error;
    auto const all = std::filesystem::directory_iterator("/proc/self/task", error);
    if (error)
    {
        return true;
    }
    auto const threads = std::distance(begin(all), end(all));
    // Afterwards: who gives an idle one work, and ends, was among them then.
    return threads - 1 - count > 0;
}

constinit thread_local event_loop* event_loop::current_loop = nullptr;

// Before main, so that no fork is missed. What lies in the loop of the parent is left alone.
int const event_loop::forgets_loops = ::pthread_atfork(nullptr, nullptr, [] {
    current_loop = nullptr;
    idle_threads::count = 0;
});

/// The loop of a thread, which ends with it. Of the main thread it does not end: static objects may
/// have to do with it, and what its fibers refer to in main's frames is gone.
struct loop_holder
{
    std::uint32_t forks_at_birth = forks;

    ~loop_holder()
    {
        if (::gettid() != ::getpid() && forks == forks_at_birth)
        {
            event_loop::end();
        }
    }

    static event_loop& make(std::shared_ptr<boost::asio::io_context> io, bool is_exposed)
    {
        static thread_local loop_holder at_end_of_thread;
        at_end_of_thread.forks_at_birth = forks;
        event_loop::current_loop = new event_loop(std::move(io), is_exposed);
        return *event_loop::current_loop;
    }

    static void destroy(event_loop* loop) { delete loop; }
};

event_loop& event_loop::get()
{
    if (current_loop != nullptr)
    {
        return *current_loop;
    }
    return loop_holder::make(std::make_shared<io_context>(1), false);
}

event_loop& event_loop::make(io_context& over)
{
    if (current_loop != nullptr)
    {
        throw RuntimeError(
            "the thread has a hub already; give it the io_context before it is used");
    }
    return loop_holder::make(std::shared_ptr<io_context>(std::shared_ptr<void>(), &over), true);
}

void event_loop::end() noexcept
{
    if (event_loop* const ending = current_loop)
    {
        if (auto const on_end = the_hooks().on_end.load())
        {
            on_end(*ending);
        }
        current_loop = nullptr;
        loop_holder::destroy(ending);
    }
}

event_loop::hooks& event_loop::the_hooks() noexcept
{
    static constinit hooks all;
    return all;
}

}  // namespace quartet::detail
