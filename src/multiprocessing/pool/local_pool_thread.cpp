// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// What the pool's thread does.

#include <chrono>
#include <csignal>
#include <poll.h>
#include <utility>
#include <vector>

#include "../../detail/pidfd.hpp"
#include "../remote_exception.hpp"
#include "local_pool.hpp"

namespace quartet::multiprocessing::detail {

void local_pool::loop()
{
    std::unique_lock lock(mutex_);
    thread_id_ = std::this_thread::get_id();
    while (state_ == state::running || !members_.empty() || !callbacks_.empty() ||
           (state_ == state::closing && !schedule_.is_idle()))
    {
        step(lock);
    }
    has_ended_ = true;
    for_end_.wake_all();
    thread_id_ = std::thread::id();  // which another thread may get
}

void local_pool::run_callbacks(std::unique_lock<std::mutex>& lock)
{
    while (!callbacks_.empty())
    {
        auto callback = std::move(callbacks_.front());
        callbacks_.pop_front();
        lock.unlock();
        try
        {
            callback();
        }
        catch (...)
        {
            print_uncaught("pool callback", std::current_exception());
        }
        callback = nullptr;  // what it holds may call the pool, too
        lock.lock();
    }
}

void local_pool::step(std::unique_lock<std::mutex>& lock)
{
    run_callbacks(lock);
    constexpr int most_busy_steps = 100;
    if (pump() && ++busy_steps_ < most_busy_steps)
    {
        lock.unlock();  // for callers
        lock.lock();
        return;
    }
    busy_steps_ = 0;
    sleep(lock);
    reap();
}

void local_pool::sleep(std::unique_lock<std::mutex>& lock)
{
    std::vector<pollfd> watched{{bell_.get(), POLLIN, 0}};
    bool silent = callbacks_.empty();
    for (auto& [id, each] : members_)
    {
        link_memory& memory = each.link->memory();
        memory.pool_sleeps.store(1, std::memory_order_seq_cst);
        bool const wants_room = each.link->backlog() != 0 && !memory.down.full();
        silent = silent && memory.up.empty() && !wants_room;
        watched.push_back({each.sentinel.get(), POLLIN, 0});
    }
    // A worker whose task has closed all descriptors, ours among them, cannot ring. And callers
    // hand out tasks without waking us.
    int limit = schedule_.is_idle() ? 1000 : 100;
    if (is_ending())
    {
        // SIGTERM was sent; who does not heed it is killed.
        auto const left = kill_at_ - std::chrono::steady_clock::now();
        limit = static_cast<int>(
            std::chrono::duration_cast<std::chrono::milliseconds>(left).count() + 1);
        if (limit <= 0)
        {
            for (auto& [id, each] : members_)
            {
                quartet::detail::signal_pidfd(each.sentinel.get(), SIGKILL);
            }
            limit = -1;
        }
    }
    asleep_ = true;
    lock.unlock();
    ::poll(watched.data(), watched.size(), silent ? limit : 0);
    std::uint64_t count = 0;
    static_cast<void>(!::read(bell_.get(), &count, sizeof count));
    lock.lock();
    asleep_ = false;
    for (auto& [id, each] : members_)
    {
        each.link->memory().pool_sleeps.store(0, std::memory_order_relaxed);
    }
}

void local_pool::wake() noexcept
{
    if (std::exchange(asleep_, false))
    {
        std::uint64_t const one = 1;
        static_cast<void>(!::write(bell_.get(), &one, sizeof one));
    }
}

}  // namespace quartet::multiprocessing::detail
