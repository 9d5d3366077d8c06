// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_THREADPOOL_HPP
#define QUARTET_GEVENT_THREADPOOL_HPP

#include <quartet/concurrent/futures/thread_pool_executor.hpp>
#include <quartet/detail/at_least.hpp>
#include <quartet/gevent/detail/pool_calls.hpp>
#include <quartet/gevent/detail/thread_pool_core.hpp>

#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

namespace quartet::gevent {

namespace detail {

/// Runs calls in the threads of a pool.
struct thread_runner
{
    std::shared_ptr<thread_pool_core> pool;

    template <class F, class... Args>
    auto spawn(F&& f, Args&&... args) const
    {
        auto job = make_job(std::forward<F>(f), std::forward<Args>(args)...);
        auto const result = job->result;
        pool->run(std::move(job));
        return result;
    }

    template <class F, class... Args>
    auto spawn_later(F&& f, Args&&... args) const
    {
        auto job = make_job(std::forward<F>(f), std::forward<Args>(args)...);
        auto const result = job->result;
        pool->run_later(std::move(job));
        return result;
    }

    bool is_inside() const noexcept { return pool->is_own_thread(); }

private:
    template <class F, class... Args>
    static auto make_job(F&& f, Args&&... args)
    {
        static_assert(
            std::is_invocable_v<std::decay_t<F>, std::decay_t<Args>...>,
            "quartet: the function of this ThreadPool cannot be called with these arguments");
        using R = std::decay_t<std::invoke_result_t<std::decay_t<F>, std::decay_t<Args>...>>;
        return std::make_unique<thread_job_of<R, std::decay_t<F>, std::decay_t<Args>...>>(
            std::forward<F>(f), std::forward<Args>(args)...);
    }
};

}  // namespace detail

namespace threadpool {

using concurrent::futures::ThreadPoolExecutor;  // whose futures greenlets can wait for

/// Threads for what blocks, whose results greenlets wait for (Python:
/// `gevent.threadpool.ThreadPool`).
/**
 * What a function throws goes to the one who waits for its result. If he is killed, the function
 * still runs to its end. Threads are begun when there is something to do and none is idle.
 *
 * @par Example
 * @code
 * gevent::threadpool::ThreadPool pool(4);
 * std::string text = pool.apply(read_file, "a.txt");  // other greenlets run meanwhile
 * gevent::event::AsyncResult<std::string> other = pool.spawn(read_file, "b.txt");
 * @endcode
 *
 * @par Thread safety
 * Safe, except for destruction. (Python's belongs to one thread.)
 *
 * @par Blocking
 * spawn(), apply(), map(), join(), kill() and the destructor let other greenlets run. In a function
 * that runs in the pool, join() and kill() are RuntimeError, and spawn() may wait for ever if the pool is
 * full; apply() does not.
 *
 * @par Between processes
 * A forked child has none of its threads; spawn() throws RuntimeError there.
 */
class ThreadPool : public detail::pool_calls<detail::thread_runner>
{
public:
    /// @param maxsize the most threads. With 0 nothing runs, until it is changed.
    /// @throws ValueError for less than 0.
    explicit ThreadPool(int maxsize = 10)
        : pool_calls({std::make_shared<detail::thread_pool_core>(checked(maxsize))})
    {}

    /// Waits until what it does is done, and ends the threads.
    ~ThreadPool()
    {
        quartet::detail::agent::uninterruptible const shield;
        runner_.pool->end();
    }
    ThreadPool(ThreadPool const&) = delete;
    ThreadPool& operator=(ThreadPool const&) = delete;

    /// Calls f(args...) in a thread. Function and arguments are kept as std::thread keeps them. Waits
    /// until one is free. @return its result-to-be. @throws RuntimeError when the program ends.
    template <class F, class... Args>
    auto spawn(F&& f, Args&&... args) const
    {
        return runner_.spawn(std::forward<F>(f), std::forward<Args>(args)...);
    }

    /// Waits until nothing is left to do.
    /// @param limit seconds; a negative one counts as 0. @return false if the time was over before.
    bool join(timeout limit = {}) const { return runner_.pool->join(limit); }

    /// Waits until what it does is done, and ends the threads. Whoever needs them again gets new ones.
    void kill() const
    {
        runner_.pool->join({});
        runner_.pool->end();
    }

    /// How many threads it has.
    std::size_t size() const { return runner_.pool->size(); }

    /// How many calls are not done.
    std::size_t unfinished_tasks() const noexcept { return runner_.pool->tasks(); }

    int maxsize() const noexcept { return static_cast<int>(runner_.pool->maxsize()); }

    /// What runs goes on. @throws ValueError for less than 0.
    void maxsize(int value) { runner_.pool->maxsize(checked(value)); }

private:
    static std::size_t checked(int maxsize)
    {
        return static_cast<std::size_t>(quartet::detail::at_least(0, "maxsize", maxsize));
    }
};

}  // namespace threadpool
}  // namespace quartet::gevent

#endif
