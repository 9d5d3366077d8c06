// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_CONCURRENT_FUTURES_DETAIL_THREAD_POOL_HPP
#define QUARTET_CONCURRENT_FUTURES_DETAIL_THREAD_POOL_HPP

#include <quartet/concurrent/futures/detail/future_core.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace quartet::concurrent::futures::detail {

class thread_pool;

/// A task of a thread pool, beside its future.
class QUARTET_DECL thread_task
{
public:
    explicit thread_task(std::shared_ptr<thread_pool> pool) noexcept
        : pool_(std::move(pool))
    {}
    virtual ~thread_task() = default;

    /// Runs it, unless somebody else does or did, or it was cancelled.
    void run() noexcept;

    /// It will not run. An exception: why; null: it is cancelled.
    virtual void drop(std::exception_ptr why) noexcept = 0;

protected:
    virtual bool begin() noexcept = 0;
    virtual bool is_over() const noexcept = 0;
    virtual void call() noexcept = 0;

    /// Runs it now if the caller is a thread of its pool.
    void help_own_pool() noexcept;

    /// Notes that a thread of a pool will wait for it.
    /// @throws RuntimeError if it waits, over one or more tasks, for the caller.
    void enter_wait();
    void leave_wait() noexcept;

private:
    friend class thread_pool;
    struct worker;

    static worker* waiting_worker() noexcept;

    std::shared_ptr<thread_pool> pool_;
    std::atomic<worker*> runner_{nullptr};  // who began it
};

/// Threads, and what waits for them. The engine of ThreadPoolExecutor.
class QUARTET_DECL thread_pool
{
public:
    /// @throws ValueError for less than one worker.
    static std::shared_ptr<thread_pool>
    start(std::optional<int> max_workers, std::string prefix, std::function<void()> initializer);

    virtual ~thread_pool() = default;

    /// @throws RuntimeError after shutdown(). @throws BrokenThreadPool.
    virtual void submit(std::shared_ptr<thread_task> task) = 0;
    virtual void shutdown(bool wait, bool cancel_futures) = 0;

protected:
    using worker = thread_task::worker;
    thread_pool() = default;
};

}  // namespace quartet::concurrent::futures::detail

#endif
