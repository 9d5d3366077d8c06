// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// The threads that are alive, from the first to the exit of the program.
#include <algorithm>
#include <cstdlib>
#include <unistd.h>

#include "../detail/exit_hooks.hpp"
#include "thread_state.hpp"

namespace quartet::threading {

namespace detail {
namespace {

std::shared_ptr<thread_state> make_main(std::uint64_t ident)
{
    auto made = std::make_shared<thread_state>(thread_state::role::main, "MainThread", false);
    made->started = true;
    made->ident = ident;
    made->native_id = ::getpid();
    made->begun.set();
    return made;
}

/// In std::exit: waits for the threads that are not daemonic. If daemonic ones run then, it is the
/// end, because the destructors of static objects would take away what they use.
void join_or_leave(int code, void*)
{
    using quartet::detail::exit_stage;
    quartet::detail::run_exit_stages(exit_stage::executors, exit_stage::finalizers);
    auto const alive = registry::instance().all();
    auto const self = get_ident();
    if (std::any_of(alive.begin(), alive.end(), [self](auto const& each) {
            return each->what == thread_state::role::made && each->ident != self;
        }))
    {
        quartet::detail::run_exit_stages();
        quartet::detail::leave(code);
    }
}

/// std::exit begins with the thread_local objects of its caller, even before those static ones that
/// were made a moment ago. What they register then is called next.
struct exit_herald
{
    ~exit_herald()
    {
        if (thread_state::is_running_here())
        {
            ::on_exit(join_or_leave, nullptr);
        }
    }
};

// Static objects are made by the main thread.
std::uint64_t const main_ident = [] {
    hear_of_exit();
    return get_ident();
}();

}  // namespace

void hear_of_exit()
{
    static thread_local exit_herald const herald;
}

registry::registry()
    : main_(make_main(main_ident))
{
    alive_.push_back(main_);
    quartet::detail::at_exit_stage(quartet::detail::exit_stage::threads, join_threads);
}

registry& registry::instance()
{
    static auto* const made = [] {
        static auto* const self = new registry;  // outlives static objects
        ::pthread_atfork(
            [] { self->mutex_.lock(); },
            [] { self->mutex_.unlock(); },
            [] {
                self->after_fork();
                self->mutex_.unlock();
            });
        return self;
    }();
    return *made;
}

void registry::after_fork()
{
    auto const before = std::exchange(alive_, {});
    auto const here = get_ident();
    main_ = nullptr;
    for (auto const& each : before)
    {
        if (each->ident == here && !each->ended.is_set())
        {
            main_ = each;
        }
        else
        {
            each->forget();
        }
    }
    if (!main_)
    {
        // Nobody had asked for the thread that forked.
        main_ = make_main(here);
    }
    main_->native_id = ::getpid();
    alive_.push_back(main_);
    closed_ = false;
}

void registry::add(std::shared_ptr<thread_state> state)
{
    std::lock_guard const lock(mutex_);
    quartet::detail::at_exit_stage(quartet::detail::exit_stage::threads, join_threads);
    if (state->daemon && !std::exchange(daemons_end_, true))
    {
        ::on_exit(join_or_leave, nullptr);  // if a thread exits that we do not know
    }
    alive_.push_back(std::move(state));
}

void registry::remove(thread_state const* state)
{
    std::shared_ptr<thread_state> removed;  // destroyed when the mutex is unlocked
    std::lock_guard const lock(mutex_);
    auto const found = std::find_if(
        alive_.begin(), alive_.end(), [&](auto const& each) { return each.get() == state; });
    if (found != alive_.end())
    {
        removed = std::move(*found);
        *found = std::move(alive_.back());
        alive_.pop_back();
    }
}

std::vector<std::shared_ptr<thread_state>> registry::all()
{
    std::lock_guard const lock(mutex_);
    return alive_;
}

std::shared_ptr<thread_state> registry::main()
{
    std::lock_guard const lock(mutex_);
    return main_;
}

/// Also those that the others start meanwhile.
void registry::join_threads() noexcept
{
    registry& self = instance();
    for (;;)
    {
        auto const alive = self.all();
        auto const next = std::find_if(alive.begin(), alive.end(), [](auto const& each) {
            return each->what == thread_state::role::made && !each->daemon &&
                   each->ident != get_ident();
        });
        if (next == alive.end())
        {
            break;
        }
        (*next)->join({});
    }
    self.closed_ = true;
}

}  // namespace detail

Thread current_thread()
{
    return detail::thread_state::handle(detail::thread_state::current());
}

Thread main_thread()
{
    return detail::thread_state::handle(detail::registry::instance().main());
}

std::vector<Thread> enumerate()
{
    std::vector<Thread> threads;
    for (auto& state : detail::registry::instance().all())
    {
        threads.push_back(detail::thread_state::handle(std::move(state)));
    }
    return threads;
}

std::size_t active_count()
{
    return detail::registry::instance().all().size();
}

}  // namespace quartet::threading
