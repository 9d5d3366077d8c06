// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "pool_job.hpp"
#include "../../detail/deadline.hpp"
#include "local_pool.hpp"

#include <quartet/errors.hpp>

#include <utility>

namespace quartet::multiprocessing::detail {

using quartet::detail::deadline;

std::size_t pool_job::size() const
{
    std::lock_guard const lock(pool_->mutex());
    return entries_.size();
}

void pool_job::add(task_description description)
{
    std::lock_guard const lock(pool_->mutex());
    std::size_t const index = extend();
    if (description.error)
    {
        finish(index, {}, std::move(description.error));
        return;
    }
    // The pool keeps its tasks, and they keep their job.
    pool_->submit(
        shared_from_this(), index, std::move(description));
}

void pool_job::seal()
{
    std::lock_guard const lock(pool_->mutex());
    if (!std::exchange(sealed_, true) && all_done())
    {
        announce();
    }
}

bool pool_job::ready() const
{
    std::lock_guard const lock(pool_->mutex());
    return all_done();
}

void pool_job::finish(std::size_t index, std::string result, std::exception_ptr error)
{
    entry& of = entries_[index];
    of.done = true;
    of.result = std::move(result);
    of.error = std::move(error);
    completions_.push_back(index);
    if (all_done())
    {
        announce();
    }
    changed_.notify_all();
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
bool pool_job::wait_for(timeout const& limit, Ready ready)
{
    deadline const end(limit);
    std::unique_lock lock(pool_->mutex());
    if (ready())
    {
        return true;
    }
    if (pool_->is_own_thread())
    {
        throw RuntimeError(
            "waiting for a pool in a callback of that pool, which would wait for ever");
    }
    // A short call is answered within microseconds. Then it is quicker to look than to sleep.
    constexpr int looks = 200;
    for (int look = 0; look < looks && entries_.size() == 1; ++look)
    {
        pool_->pump();
        if (ready())
        {
            return true;
        }
        lock.unlock();
        for (int i = 0; i < 20; ++i)
        {
            __builtin_ia32_pause();
        }
        lock.lock();
    }
    while (!ready())
    {
        auto const left = end.left(std::chrono::hours(1));
        if (left == std::chrono::nanoseconds::zero())
        {
            return false;
        }
        changed_.wait_for(lock, left);
    }
    return true;
}

bool pool_job::wait(timeout const& limit)
{
    return wait_for(limit, [this] { return all_done(); });
}

bool pool_job::wait_task(std::size_t index, timeout const& limit)
{
    return wait_for(limit, [&] { return entries_[index].done; });
}

std::optional<std::size_t> pool_job::wait_completion(std::size_t n, timeout const& limit)
{
    if (!wait_for(limit, [&] { return completions_.size() > n; }))
    {
        return {};
    }
    std::lock_guard const lock(pool_->mutex());
    return completions_[n];
}

std::exception_ptr pool_job::error(std::size_t index) const
{
    std::lock_guard const lock(pool_->mutex());
    return entries_[index].error;
}

std::string_view pool_job::result(std::size_t index) const
{
    std::lock_guard const lock(pool_->mutex());
    return entries_[index].result;
}

}  // namespace quartet::multiprocessing::detail
