// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/concurrent/futures/detail/thread_pool.hpp>
#include <quartet/concurrent/futures/errors.hpp>
#include <quartet/detail/at_least.hpp>
#include <quartet/threading/thread.hpp>

#include <algorithm>
#include <atomic>
#include <deque>
#include <thread>
#include <utility>
#include <vector>

#include "../../detail/exception_text.hpp"
#include "../../detail/loop/event_loop.hpp"
#include "../../detail/process_identity.hpp"
#include "exit_list.hpp"

namespace quartet::concurrent::futures::detail {

using quartet::detail::agent;
using quartet::detail::deadline;
using quartet::detail::event_loop;
using quartet::detail::fiber_agent;
using quartet::detail::idle_threads;
using quartet::detail::process_identity;
using quartet::detail::wait_queue;
using quartet::detail::waker;

/// A thread of a pool. Lives as long as the pool, which lives as long as its tasks.
struct thread_task::worker
{
    thread_pool const* pool;
    thread_task* waits_for = nullptr;  // guarded by circle_mutex
};

namespace {

/// Guards who waits for whom.
quartet::detail::short_mutex circle_mutex;

constinit thread_local void* current_worker = nullptr;

class local_thread_pool final : public thread_pool,
                                public exit_listener,
                                public std::enable_shared_from_this<local_thread_pool>
{
public:
    local_thread_pool(int max_workers, std::string prefix, std::function<void()> initializer)
        : max_workers_(std::size_t(max_workers))
        , prefix_(std::move(prefix))
        , initializer_(std::move(initializer))
    {}

    void submit(std::shared_ptr<thread_task> task) override;
    void shutdown(bool wait, bool cancel_futures) override;

    /// The threads are joined next, when they have done everything.
    void at_exit() noexcept override { close(); }

private:
    using lock_type = std::unique_lock<quartet::detail::short_mutex>;

    void close();
    void hire();
    waker claim_idle() noexcept;
    void wait_idle(lock_type& lock) noexcept;
    void dismiss_idle() noexcept;
    void work(worker& self);
    bool initialize();

    std::size_t const max_workers_;
    std::string const prefix_;
    std::function<void()> const initializer_;
    process_identity const owner_ = process_identity::self();

    quartet::detail::short_mutex mutex_;  // guards the rest
    std::deque<std::shared_ptr<thread_task>> tasks_;
    wait_queue idle_;
    std::deque<worker> workers_;
    std::vector<threading::Thread> threads_;
    bool is_closed_ = false;
    std::string broken_;  // why it cannot run anything
};

void local_thread_pool::submit(std::shared_ptr<thread_task> task)
{
    if (owner_ != process_identity::self())
    {
        throw RuntimeError("submit: the executor belongs to another process");
    }
    std::unique_lock lock(mutex_);
    if (!broken_.empty())
    {
        throw BrokenThreadPool(broken_);
    }
    if (is_closed_)
    {
        throw RuntimeError("submit: cannot schedule new futures after shutdown");
    }
    tasks_.push_back(std::move(task));
    auto idle = claim_idle();
    if (!idle && threads_.size() < max_workers_)
    {
        hire();
    }
    lock.unlock();
    if (idle)
    {
        idle.resume();
    }
}

/// Needs the mutex.
void local_thread_pool::hire()
{
    workers_.push_back(worker{this});
    threads_.emplace_back(
        threading::ThreadOptions{
            .name = prefix_ + "_" + std::to_string(threads_.size()), .daemon = false},
        [self = shared_from_this(), &who = workers_.back()] { self->work(who); });
    try
    {
        threads_.back().start();
    }
    catch (RuntimeError const&)
    {
        threads_.pop_back();
        workers_.pop_back();
        if (threads_.empty())
        {
            tasks_.pop_back();
            throw;
        }
    }
}

bool local_thread_pool::initialize()
{
    try
    {
        if (initializer_)
        {
            initializer_();
        }
        return true;
    }
    catch (...)
    {
        auto const about = quartet::detail::describe_exception(std::current_exception());
        std::string const why = "a thread initializer failed: " + about.type + ": " + about.text;
        std::unique_lock lock(mutex_);
        broken_ = why;
        auto const lost = std::exchange(tasks_, {});
        dismiss_idle();
        lock.unlock();
        for (auto const& each : lost)
        {
            each->drop(std::make_exception_ptr(BrokenThreadPool(why)));
        }
        return false;
    }
}

void local_thread_pool::work(worker& self)
{
    current_worker = &self;
    if (!initialize())
    {
        return;
    }
    std::unique_lock lock(mutex_);
    for (;;)
    {
        if (!tasks_.empty())
        {
            auto task = std::move(tasks_.front());
            tasks_.pop_front();
            lock.unlock();
            task->run();
            task.reset();
            lock.lock();
        }
        else if (is_closed_ || !broken_.empty())
        {
            break;
        }
        else
        {
            wait_idle(lock);
        }
    }
}

/// A thread without work.
struct idle_worker : wait_queue::entry
{
    using entry::entry;

    // Its greenlets, which a task has left, may wake others.
    bool counts = event_loop::here() == nullptr || !event_loop::here()->has_fibers();
};

/// Needs the mutex, as the next two. Until there is work, or none will come.
void local_thread_pool::wait_idle(lock_type& lock) noexcept
{
    agent& self = agent::current();
    agent::uninterruptible const whatever_its_greenlets_do;
    idle_worker me(self.begin_wait("ThreadPoolExecutor"));
    idle_threads::count += me.counts;
    wait_in(idle_, me, self, lock, deadline({}));
}

waker local_thread_pool::claim_idle() noexcept
{
    waker who;
    if (auto* const idle = static_cast<idle_worker*>(idle_.claim_front(who)))
    {
        idle_threads::count -= idle->counts;
    }
    return who;
}

void local_thread_pool::dismiss_idle() noexcept
{
    while (waker who = claim_idle())
    {
        who.resume();
    }
}

/// No further tasks; the threads end when everything is done.
void local_thread_pool::close()
{
    std::lock_guard const lock(mutex_);
    is_closed_ = true;
    dismiss_idle();
}

void local_thread_pool::shutdown(bool wait, bool cancel_futures)
{
    if (owner_ != process_identity::self())
    {
        return;
    }
    close();
    std::unique_lock lock(mutex_);
    auto const dropped = cancel_futures ? std::exchange(tasks_, {}) : decltype(tasks_)();
    auto const threads = threads_;
    lock.unlock();
    for (auto const& each : dropped)
    {
        each->drop(nullptr);
    }
    // Its own threads would wait for themselves, or for each other.
    auto const* const me = static_cast<worker const*>(current_worker);
    if (wait && (me == nullptr || me->pool != this))
    {
        for (auto const& each : threads)
        {
            each.join();
        }
    }
}

}  // namespace

// --- thread_task ---

void thread_task::run() noexcept
{
    if (begin())
    {
        // Before it waits for anything, so whoever closes a circle sees it.
        runner_.store(static_cast<worker*>(current_worker), std::memory_order_release);
        call();
    }
}

void thread_task::help_own_pool() noexcept
{
    auto const* const me = static_cast<worker const*>(current_worker);
    if (me != nullptr && me->pool == pool_.get())
    {
        run();
    }
}

/// The thread of a pool that waits, itself: null if one of its greenlets does.
thread_task::worker* thread_task::waiting_worker() noexcept
{
    return fiber_agent::running() == nullptr ? static_cast<worker*>(current_worker) : nullptr;
}

void thread_task::enter_wait()
{
    auto* const me = waiting_worker();
    if (me == nullptr)
    {
        return;
    }
    std::lock_guard const lock(circle_mutex);
    // Who waits for one that is over goes on soon.
    for (thread_task const* task = this; task != nullptr && !task->is_over();)
    {
        worker const* const runner = task->runner_;
        if (runner == me)
        {
            throw RuntimeError(
                "waiting for a task that waits for this one, which would be for ever");
        }
        task = runner != nullptr ? runner->waits_for : nullptr;
    }
    me->waits_for = this;
}

void thread_task::leave_wait() noexcept
{
    if (auto* const me = waiting_worker())
    {
        std::lock_guard const lock(circle_mutex);
        me->waits_for = nullptr;
    }
}

// --- thread_pool ---

std::shared_ptr<thread_pool> thread_pool::start(
    std::optional<int> max_workers, std::string prefix, std::function<void()> initializer)
{
    quartet::detail::at_least(1, "max_workers", max_workers.value_or(1));
    static std::atomic<int> count{0};
    int const number = count++;
    constexpr int most = 32;  // Python's
    int const several = int(std::max(1u, std::thread::hardware_concurrency())) + 4;
    auto pool = std::make_shared<local_thread_pool>(
        max_workers.value_or(std::min(most, several)),
        prefix.empty() ? "ThreadPoolExecutor-" + std::to_string(number) : std::move(prefix),
        std::move(initializer));
    listen_to_exit(pool);
    return pool;
}

}  // namespace quartet::concurrent::futures::detail
