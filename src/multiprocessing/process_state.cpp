// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "process_state.hpp"

#include <atomic>

#include "../detail/loop/descriptor.hpp"

namespace quartet::multiprocessing::detail {

using quartet::detail::process_identity;

bool process_state::finished()
{
    if (!code && started)
    {
        code = started->reap();
    }
    return code.has_value();
}

bool process_state::wait(quartet::detail::deadline const& end)
{
    std::shared_ptr<child> kept;  // another thread may close() it
    {
        std::lock_guard const lock(mutex);
        kept = started;
    }
    bool const ended = what == role::child && kept == nullptr;
    int const sentinel = kept ? kept->sentinel() : pidfd.get();
    return ended || quartet::detail::wait_descriptor(
                        sentinel, quartet::detail::direction::read, end, "Process.join");
}

void process_state::signal(int number)
{
    std::lock_guard const lock(mutex);
    if (started)
    {
        quartet::detail::signal_pidfd(started->sentinel(), number);
    }
}

namespace {

struct selves
{
    std::mutex mutex;
    std::shared_ptr<process_state> current;
    std::shared_ptr<process_state> parent;
    std::atomic<int> children{0};
    quartet::detail::unique_fd pidfd;
    process_identity pidfd_of;
};

selves& self()
{
    static auto* const instance = [] {
        auto* const made = new selves;  // outlives static objects
        made->current =
            std::make_shared<process_state>(process_state::role::current, "MainProcess");
        made->current->pid = ::getpid();
        return made;
    }();
    return *instance;
}

}  // namespace

std::mutex& selves_mutex()
{
    return self().mutex;
}

std::shared_ptr<process_state> current_state()
{
    std::lock_guard const lock(self().mutex);
    return self().current;
}

std::shared_ptr<process_state> parent_state()
{
    std::lock_guard const lock(self().mutex);
    return self().parent;
}

void become(std::shared_ptr<process_state> current, std::shared_ptr<process_state> parent)
{
    std::lock_guard const lock(self().mutex);
    self().current = std::move(current);
    self().parent = std::move(parent);
    self().children = 0;
}

std::string next_lineage()
{
    std::string const mine = current_state()->lineage;
    std::string const number = std::to_string(++self().children);
    return mine.empty() ? number : mine + ':' + number;
}

int own_pidfd()
{
    std::lock_guard const lock(self().mutex);
    if (self().pidfd_of != process_identity::self())
    {
        self().pidfd = quartet::detail::open_pidfd(::getpid());
        self().pidfd_of = process_identity::self();
    }
    return self().pidfd.get();
}

}  // namespace quartet::multiprocessing::detail
