// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "pool_job.hpp"

#include <quartet/detail/agent.hpp>
#include <quartet/detail/deadline.hpp>
#include <quartet/errors.hpp>

#include <algorithm>
#include <cassert>
#include <chrono>
#include <thread>
#include <utility>

#include "local_pool.hpp"

namespace quartet::multiprocessing::detail {

using quartet::detail::agent;
using quartet::detail::deadline;
using quartet::detail::wait_queue;

std::unique_lock<std::mutex> pool_job::own() const
{
    pool_->require_owner();
    return std::unique_lock(pool_->mutex());
}

std::size_t pool_job::size() const
{
    auto const lock = own();
    return forgotten_ + entries_.size();
}

void pool_job::add(task_description description)
{
    auto const lock = own();
    if (!description.error)
    {
        pool_->require_thread();
    }
    std::size_t const index = extend();
    if (description.error)
    {
        finish(index, {}, std::move(description.error));
        return;
    }
    // The pool keeps its tasks, and they keep their job.
    pool_->submit(shared_from_this(), index, std::move(description));
}

void pool_job::seal()
{
    auto const lock = own();
    if (!std::exchange(sealed_, true) && all_done())
    {
        announce();
        for_all_.wake_all();
    }
}

bool pool_job::ready() const
{
    auto const lock = own();
    return all_done();
}

void pool_job::finish(std::size_t index, std::string result, std::exception_ptr error)
{
    entry& of = at(index);
    of.done = true;
    of.result = std::move(result);
    of.error = std::move(error);
    ++done_;
    completions_.push_back(index);
    if (all_done())
    {
        announce();
        for_all_.wake_all();
    }
    for_some_.wake_all();
}

void pool_job::announce()
{
    if (on_done_)
    {
        pool_->call_soon(
            [self = shared_from_this(), call = std::exchange(on_done_, nullptr)] { call(); });
    }
}

template <class Ready>
bool pool_job::look_for(std::unique_lock<std::mutex>& lock, Ready ready)
{
    // As long as it takes to wake a worker that sleeps on a processor that sleeps.
    auto const end = std::chrono::steady_clock::now() + std::chrono::microseconds(100);
    pool_->start_looking();
    bool found = false;
    while (!found && std::chrono::steady_clock::now() < end)
    {
        pool_->pump();
        found = ready();
        lock.unlock();
        if (!found)
        {
            std::this_thread::yield();  // the worker may need this processor
        }
        lock.lock();
    }
    pool_->stop_looking();
    return found || ready();
}

template <class Ready>
bool pool_job::wait_for(wait_queue& queue, timeout const& limit, Ready ready)
{
    deadline const end(limit);
    auto lock = own();
    if (ready())
    {
        return true;
    }
    if (pool_->is_own_thread())
    {
        throw RuntimeError(
            "waiting for a pool in a callback of that pool, which would wait for ever");
    }
    // A short call is answered within microseconds. Then it is quicker to look than to sleep,
    // unless greenlets have something to do meanwhile.
    if (entries_.size() == 1 && !agent::current().is_cooperative() && look_for(lock, ready))
    {
        return true;
    }
    bool in_time = true;
    while (!ready() && in_time)
    {
        in_time = wait_in(queue, lock, end, "Pool");
    }
    return ready();
}

bool pool_job::wait(timeout const& limit)
{
    return wait_for(for_all_, limit, [this] { return all_done(); });
}

bool pool_job::wait_task(std::size_t index, timeout const& limit)
{
    return wait_for(for_some_, limit, [&] { return at(index).done; });
}

std::optional<std::size_t> pool_job::wait_completion(std::size_t n, timeout const& limit)
{
    if (!wait_for(for_some_, limit, [&] { return taken_ + completions_.size() > n; }))
    {
        return {};
    }
    auto const lock = own();
    return completions_[n - taken_];
}

std::exception_ptr pool_job::error(std::size_t index) const
{
    auto const lock = own();
    return at(index).error;
}

std::string_view pool_job::result(std::size_t index) const
{
    auto const lock = own();
    return at(index).result;
}

job::outcome pool_job::take(std::size_t index)
{
    auto const lock = own();
    entry& of = at(index);
    outcome result{std::move(of.result), std::move(of.error)};
    of.taken = true;
    while (!entries_.empty() && entries_.front().taken)
    {
        entries_.pop_front();
        ++forgotten_;
    }
    completions_.pop_front();
    ++taken_;
    return result;
}

std::exception_ptr pool_job::first_error() const
{
    auto const lock = own();
    auto const failed = std::find_if(
        entries_.begin(), entries_.end(), [](entry const& each) { return bool(each.error); });
    return failed == entries_.end() ? nullptr : failed->error;
}

// Nothing of a job that is ready changes any more; so the callers need not keep out the pool.
void pool_job::for_each_result(std::function<void(std::string_view)> const& visit) const
{
    {
        auto const lock = own();
        assert(all_done());
    }
    for (entry const& each : entries_)
    {
        visit(each.result);
    }
}

}  // namespace quartet::multiprocessing::detail
