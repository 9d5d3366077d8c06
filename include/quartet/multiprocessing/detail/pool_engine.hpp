// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MULTIPROCESSING_DETAIL_POOL_ENGINE_HPP
#define QUARTET_MULTIPROCESSING_DETAIL_POOL_ENGINE_HPP

#include <quartet/multiprocessing/detail/job.hpp>
#include <quartet/multiprocessing/detail/target.hpp>
#include <quartet/multiprocessing/start_method.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace quartet::multiprocessing {

/// The keyword arguments of Pool: `Pool pool({.maxtasksperchild = 100}, 4);`
struct PoolOptions
{
    /// A worker is replaced after so many tasks; a chunk counts as one. None: never.
    std::optional<int> maxtasksperchild = {};

    /// How often a task is run again whose worker was lost; then it fails with WorkerLostError.
    /// Only for tasks that may run twice.
    int retries = 0;

    /// None: the program's (see set_start_method).
    std::optional<start_method> method = {};
};

namespace detail {

/// The workers of a pool, and the thread that deals with them.
class QUARTET_DECL pool_engine
{
public:
    /// @param initializer runs first in each worker, if there is one.
    /// @param broken_as what callers get, if not the reason itself, when the pool cannot work.
    /// @throws ValueError for a number of processes or options below their least value.
    static std::shared_ptr<pool_engine> start(
        PoolOptions const& options,
        std::optional<int> processes,
        std::shared_ptr<target> initializer,
        std::exception_ptr (*broken_as)(std::exception_ptr) = nullptr);

    virtual ~pool_engine() = default;

    /// A job without tasks. `on_done` runs in the pool's thread when it is ready.
    /// @throws ValueError when the pool is not running.
    virtual std::shared_ptr<job> begin(std::function<void()> on_done) = 0;

    /// The number of workers.
    virtual int processes() const = 0;

    virtual void close() = 0;
    virtual void terminate() = 0;
    virtual void join() = 0;

    // --- for executors ---

    /// A task of its own. @throws ValueError when the pool is not running. @throws why no task can
    /// run any more, if none can.
    virtual void submit(std::shared_ptr<task_owner> owner, task_description task) = 0;

    /// The only task of an owner shall not run. @return false if it has begun; in another process, to
    /// which nobody would tell its end, it has not.
    virtual bool recall(task_owner& owner) = 0;

    /// The same for all tasks that have not begun. @return their owners.
    virtual std::vector<std::shared_ptr<task_owner>> recall_all() = 0;

    /// Whether the only task of an owner runs.
    virtual bool has_begun(task_owner const& owner) = 0;

    /// Runs it soon in the pool's thread. To be called in task_owner::finish().
    virtual void call_soon(std::function<void()> callback) = 0;

    /// Ends the workers with a signal. What is not done fails.
    virtual void end(int signal, std::exception_ptr why) = 0;

    /// Whether the calling thread is the pool's.
    virtual bool is_own_thread() const noexcept = 0;

protected:
    pool_engine() = default;
};

}  // namespace detail
}  // namespace quartet::multiprocessing

#endif
