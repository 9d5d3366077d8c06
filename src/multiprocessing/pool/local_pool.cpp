// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "local_pool.hpp"
#include "../../detail/exit_hooks.hpp"
#include "../../detail/os_error.hpp"
#include "../process_state.hpp"
#include "../remote_exception.hpp"

#include <quartet/multiprocessing/errors.hpp>

#include <algorithm>
#include <csignal>

#include <poll.h>
#include <sys/eventfd.h>

namespace quartet::multiprocessing::detail {

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
    auto const at_least = [](char const* what, int value, int least) {
        if (value < least)
        {
            throw ValueError(
                std::string(what) + ": must be at least " + std::to_string(least) + ", but is "
                + std::to_string(value));
        }
    };
    at_least("processes", count, 1);
    at_least("maxtasksperchild", options.maxtasksperchild.value_or(1), 1);
    at_least("retries", options.retries, 0);
    return count;
}

}  // namespace

std::shared_ptr<pool_engine> pool_engine::start(
    PoolOptions const& options,
    std::optional<int> processes,
    std::shared_ptr<target> initializer)
{
    auto pool =
        std::make_shared<local_pool>(options, check(options, processes), std::move(initializer));
    pool->run();
    return pool;
}

local_pool::local_pool(
    PoolOptions const& options,
    int processes,
    std::shared_ptr<target> initializer)
    : options_(options)
    , processes_(processes)
    , initializer_(std::move(initializer))
    , bell_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
    , schedule_({.window = 1024,
                 .quota = options.maxtasksperchild
                              ? static_cast<std::size_t>(*options.maxtasksperchild)
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
        }
        catch (...)
        {
            for (auto& [id, each] : members_)
            {
                each.process->kill();
                each.process->join();
            }
            throw;
        }
    }
    {
        std::lock_guard const lock(pools().mutex);
        std::erase_if(pools().pools, [](auto const& weak) { return weak.expired(); });
        pools().pools.push_back(weak_from_this());
        quartet::detail::at_exit_stage(quartet::detail::exit_stage::finalizers, terminate_pools);
    }
    // Signals are for the program's own threads.
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    thread_ = std::thread([this] { loop(); });
    thread_id_ = thread_.get_id();
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

// --- calls -------------------------------------------------------------------------------------

void local_pool::require_owner() const
{
    if (owner_ != process_identity::self())
    {
        throw ValueError(
            "pool: it belongs to process " + std::to_string(owner_.pid())
            + " and cannot be used in another");
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
    std::shared_ptr<pool_job> of,
    std::size_t index,
    task_description description)
{
    if (broken_ || state_ == state::terminating)
    {
        auto const why = broken_ ? broken_
                                 : std::make_exception_ptr(ProcessError("the pool was terminated"));
        of->finish(index, {}, why);
        return;
    }
    schedule_.add(
        std::make_unique<task>(task{std::move(of), index, std::move(description), 0}));
    wake();
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
    if (owner_ != process_identity::self())
    {
        return;
    }
    {
        std::lock_guard const lock(mutex_);
        if (state_ != state::terminating)
        {
            state_ = state::terminating;
            kill_at_ = std::chrono::steady_clock::now() + std::chrono::seconds(1);
            fail_everything(
                std::make_exception_ptr(ProcessError("the pool was terminated")));
            for (auto& [id, each] : members_)
            {
                each.process->terminate();
            }
            wake();
        }
    }
    if (!is_own_thread())
    {
        join();
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
    std::lock_guard const lock(join_mutex_);
    if (thread_.joinable())
    {
        thread_.join();
    }
}

void local_pool::fail_everything(std::exception_ptr error)
{
    for (task_ptr& undone : schedule_.clear())
    {
        finish(*undone, {}, error);
    }
}

void local_pool::finish(task& done, std::string result, std::exception_ptr error)
{
    done.of->finish(done.index, std::move(result), std::move(error));
}

// --- tasks and results -------------------------------------------------------------------------

bool local_pool::pump()
{
    bool progress = false;
    for (auto& [id, each] : members_)
    {
        progress = drain(id, each) || progress;
    }
    return feed() || progress;
}

bool local_pool::drain(unsigned id, member& worker)
{
    bool progress = false;
    message_head head{};
    std::string body;
    while (worker.link->receive(head, body, progress))
    {
        switch (head.what)
        {
        case message_head::ready:
            worker.is_ready = true;
            failed_starts_ = 0;
            break;
        case message_head::no_start:
            broken_ = unpack_exception(body);
            fail_everything(broken_);
            break;
        default:
            bool const threw = head.what == message_head::exception;
            if (auto done = schedule_.complete(id))
            {
                auto error = threw ? unpack_exception(body) : nullptr;
                finish(**done, threw ? std::string() : std::move(body), std::move(error));
            }
        }
    }
    return progress;
}

bool local_pool::feed()
{
    // A worker with that much before it is not given more, so that others get it too.
    constexpr std::size_t enough = byte_ring::capacity / 4;
    bool progress = false;
    bool given = true;
    // One each in turn, so that a few large tasks are shared out evenly.
    while (given && schedule_.waiting() != 0)
    {
        given = false;
        for (auto& [id, each] : members_)
        {
            if (each.is_stopped || each.link->backlog() > enough)
            {
                continue;
            }
            if (auto const lease = schedule_.give(id))
            {
                task_description const& what = (*lease->task)->what;
                message_head head{};
                head.what = message_head::task;
                head.offset = what.entry.offset;
                head.number = lease->number;
                each.link->send(head, what.entry.module, what.payload);
                given = progress = true;
            }
        }
    }
    for (auto& [id, each] : members_)
    {
        progress = (each.link->backlog() != 0 && each.link->flush()) || progress;
    }
    return progress;
}

/// When a worker has nothing to do, another one's leases that it has not begun are shared out.
bool local_pool::steal()
{
    auto const from = schedule_.overloaded();
    if (!from)
    {
        return false;
    }
    auto& next = members_.at(*from).link->memory().next;
    std::uint64_t const sent = schedule_.sent(*from);
    std::uint64_t begun = next.load();
    while (begun < sent && !next.compare_exchange_weak(begun, sent))
    {
    }
    if (begun >= sent)
    {
        return false;
    }
    schedule_.take_back(*from, begun);
    return feed();
}

// --- workers -----------------------------------------------------------------------------------

bool local_pool::should_hire() const
{
    if (static_cast<int>(members_.size()) >= processes_ || broken_
        || quartet::detail::is_exiting())
    {
        return false;
    }
    return state_ == state::running || (state_ == state::closing && !schedule_.is_idle());
}

void local_pool::hire()
{
    member worker;
    worker.link = worker_link::create(bell_.get());
    worker.process = std::make_unique<pool_worker>(
        "PoolWorker-" + std::to_string(next_id_ + 1), options_.method, worker.link, initializer_);
    worker.process->start();
    unsigned const id = next_id_++;
    schedule_.add_worker(id);
    members_.emplace(id, std::move(worker));
}

/// Workers that shall do no more are told to end.
void local_pool::dismiss()
{
    bool const all = (state_ == state::closing && schedule_.is_idle()) || broken_;
    for (auto& [id, each] : members_)
    {
        if (!each.is_stopped && (all || schedule_.is_spent(id)))
        {
            message_head head{};
            head.what = message_head::stop;
            each.link->send(head, {}, {});
            each.is_stopped = true;
        }
    }
}

/// A worker has ended: in order, or with a task.
void local_pool::bury(unsigned id)
{
    member& worker = members_.at(id);
    drain(id, worker);  // what it had answered before it died counts
    worker.process->join();
    int const exitcode = worker.process->exitcode().value_or(0);
    pid_t const pid = worker.process->pid().value_or(0);
    bool const was_ready = worker.is_ready;
    bool const was_stopped = worker.is_stopped;
    auto lost = schedule_.bury(id, worker.link->memory().next.load());
    members_.erase(id);
    if (lost)
    {
        task_ptr undone = std::move(*lost);
        if (undone->attempts++ < options_.retries)
        {
            schedule_.put_back(std::move(undone));
        }
        else
        {
            finish(*undone, {}, std::make_exception_ptr(WorkerLostError(pid, exitcode)));
        }
    }
    // A few may be killed while they start. But an initializer that always crashes would be
    // started again for ever.
    constexpr int too_many = 3;
    if (!was_ready && !was_stopped && !broken_ && state_ != state::terminating
        && ++failed_starts_ >= too_many)
    {
        broken_ = std::make_exception_ptr(WorkerLostError(pid, exitcode));
    }
}

/// Deals with workers that have ended, and replaces them.
void local_pool::reap()
{
    std::vector<unsigned> ended;
    for (auto& [id, each] : members_)
    {
        if (!each.process->is_alive())
        {
            ended.push_back(id);
        }
    }
    for (unsigned const id : ended)
    {
        bury(id);
    }
    try
    {
        while (should_hire())
        {
            hire();
        }
    }
    catch (...)
    {
        if (members_.empty())
        {
            broken_ = std::current_exception();
        }
    }
    if (broken_)
    {
        fail_everything(broken_);
    }
}

// --- the pool's thread -------------------------------------------------------------------------

void local_pool::loop()
{
    std::unique_lock lock(mutex_);
    while (state_ == state::running || !members_.empty() || !callbacks_.empty()
           || (state_ == state::closing && !schedule_.is_idle()))
    {
        step(lock);
    }
}

void local_pool::step(std::unique_lock<std::mutex>& lock)
{
    while (!callbacks_.empty())
    {
        auto const callback = std::move(callbacks_.front());
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
        lock.lock();
    }
    bool progress = pump();
    progress = steal() || progress;
    dismiss();
    if (progress)
    {
        lock.unlock();  // for callers
        lock.lock();
        return;
    }
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
        watched.push_back({each.process->sentinel(), POLLIN, 0});
    }
    int limit = -1;
    if (state_ == state::terminating)
    {
        // SIGTERM was sent; who does not heed it is killed.
        auto const left = kill_at_ - std::chrono::steady_clock::now();
        limit = static_cast<int>(
            std::chrono::duration_cast<std::chrono::milliseconds>(left).count() + 1);
        if (limit <= 0)
        {
            for (auto& [id, each] : members_)
            {
                each.process->kill();
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
