// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "local_pool.hpp"

#include <quartet/detail/agent.hpp>
#include <quartet/detail/at_least.hpp>
#include <quartet/detail/deadline.hpp>
#include <quartet/multiprocessing/errors.hpp>

#include <csignal>
#include <limits>
#include <string>
#include <sys/eventfd.h>
#include <utility>

#include "../../detail/exit_hooks.hpp"
#include "../../detail/os_error.hpp"

namespace quartet::multiprocessing::detail {

using quartet::detail::at_least;
using quartet::detail::process_identity;

namespace {

/// The pools of this process, which end before it does.
struct registry
{
    std::mutex mutex;
    std::vector<std::weak_ptr<local_pool>> pools;
};

registry& pools()
{
    static auto* const instance = new registry;  // outlives static objects
    return *instance;
}

void terminate_pools() noexcept
{
    std::vector<std::weak_ptr<local_pool>> all;
    {
        std::lock_guard const lock(pools().mutex);
        all.swap(pools().pools);
    }
    for (auto const& weak : all)
    {
        if (auto const pool = weak.lock())
        {
            pool->terminate();
        }
    }
}

int check(PoolOptions const& options, std::optional<int> processes)
{
    int const count = processes ? *processes : cpu_count();
    at_least(1, "processes", count);
    at_least(1, "maxtasksperchild", options.maxtasksperchild.value_or(1));
    at_least(0, "retries", options.retries);
    return count;
}

}  // namespace

std::shared_ptr<pool_engine> pool_engine::start(
    PoolOptions const& options,
    std::optional<int> processes,
    std::shared_ptr<target> initializer,
    std::exception_ptr (*broken_as)(std::exception_ptr))
{
    auto pool = std::make_shared<local_pool>(
        options, check(options, processes), std::move(initializer), broken_as);
    pool->run();
    return pool;
}

local_pool::local_pool(
    PoolOptions const& options,
    int processes,
    std::shared_ptr<target> initializer,
    std::exception_ptr (*broken_as)(std::exception_ptr))
    : options_(options)
    , processes_(processes)
    , initializer_(std::move(initializer))
    , broken_as_(broken_as)
    , bell_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
    , schedule_(
          {.window = 1024,
           .quota = options.maxtasksperchild ? static_cast<std::size_t>(*options.maxtasksperchild)
                                             : std::numeric_limits<std::size_t>::max()})
{
    if (!bell_)
    {
        quartet::detail::throw_os_error("eventfd for a pool");
    }
}

local_pool::~local_pool()
{
    if (owner_ != process_identity::self() && thread_.joinable())
    {
        // A copy in a forked child, without the thread and not the parent of the workers.
        static_cast<void>(new std::thread(std::move(thread_)));
    }
    else if (thread_.joinable())
    {
        thread_.detach();  // a callback has dropped the pool, and this is its thread
    }
}

void local_pool::run()
{
    {
        std::lock_guard const lock(mutex_);
        try
        {
            while (should_hire())
            {
                hire();
            }
            start_thread();
        }
        catch (...)
        {
            for (auto& [id, each] : members_)
            {
                each.process->kill();
                each.process->join();
                each.process->close();
            }
            throw;
        }
    }
    std::lock_guard const lock(pools().mutex);
    std::erase_if(pools().pools, [](auto const& weak) { return weak.expired(); });
    pools().pools.push_back(weak_from_this());
    quartet::detail::at_exit_stage(quartet::detail::exit_stage::finalizers, terminate_pools);
}

void local_pool::start_thread()
{
    // Signals are for the program's own threads.
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    std::exception_ptr error;
    try
    {
        // It keeps the pool, which may be dropped in a callback.
        thread_ = std::thread([self = shared_from_this()] { self->loop(); });
    }
    catch (std::system_error const&)
    {
        error = std::current_exception();
    }
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    if (error)
    {
        std::rethrow_exception(error);
    }
}

// --- calls -------------------------------------------------------------------------------------

void local_pool::require_owner() const
{
    if (owner_ != process_identity::self())
    {
        throw ValueError(
            "pool: it belongs to process " + std::to_string(owner_.pid()) +
            " and cannot be used in another");
    }
}

void local_pool::require_thread() const
{
    if (has_ended_)
    {
        throw ValueError("pool not running");
    }
}

std::shared_ptr<job> local_pool::begin(std::function<void()> on_done)
{
    require_owner();
    std::lock_guard const lock(mutex_);
    if (state_ != state::running)
    {
        throw ValueError("pool not running");
    }
    return std::make_shared<pool_job>(shared_from_this(), std::move(on_done));
}

void local_pool::submit(
    std::shared_ptr<task_owner> of, std::size_t index, task_description description)
{
    if (broken_ || state_ == state::terminating)
    {
        auto const why =
            broken_ ? broken_ : std::make_exception_ptr(ProcessError("the pool was terminated"));
        of->finish(index, {}, why);
        return;
    }
    schedule_.add(std::make_unique<task>(task{std::move(of), index, std::move(description), 0}));
    // The caller hands it out himself. If nobody can take it now, somebody's answer will wake
    // the pool's thread.
    feed();
}

void local_pool::call_soon(std::function<void()> callback)
{
    callbacks_.push_back(std::move(callback));
    wake();
}

void local_pool::close()
{
    require_owner();
    std::lock_guard const lock(mutex_);
    if (state_ == state::running)
    {
        state_ = state::closing;
        wake();
    }
}

void local_pool::terminate()
{
    end(SIGTERM, std::make_exception_ptr(ProcessError("the pool was terminated")));
    if (owner_ == process_identity::self() && !is_own_thread())
    {
        quartet::detail::agent::uninterruptible const shield;  // destructors call this
        join();
    }
}

void local_pool::end(int signal, std::exception_ptr why)
{
    if (owner_ != process_identity::self())
    {
        return;
    }
    std::lock_guard const lock(mutex_);
    if (state_ != state::terminating)
    {
        state_ = state::terminating;
        end_workers(why, signal);
    }
}

void local_pool::join()
{
    require_owner();
    {
        std::lock_guard const lock(mutex_);
        if (state_ == state::running)
        {
            throw ValueError("join: the pool is still running; first call close() or terminate()");
        }
    }
    if (is_own_thread())
    {
        throw RuntimeError("join: called in a callback of the pool itself");
    }
    if (quartet::detail::agent::current().is_cooperative())
    {
        std::unique_lock lock(mutex_);
        while (!has_ended_)
        {
            wait_in(for_end_, lock, quartet::detail::deadline({}), "Pool.join");
        }
    }
    std::lock_guard const lock(join_mutex_);
    if (thread_.joinable())
    {
        thread_.join();
    }
}

}  // namespace quartet::multiprocessing::detail
