// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "local_pool.hpp"
#include "../../detail/exit_hooks.hpp"
#include "../../detail/os_error.hpp"
#include "../../detail/pidfd.hpp"
#include "../process_state.hpp"
#include "../remote_exception.hpp"

#include <quartet/multiprocessing/errors.hpp>

#include <algorithm>
#include <csignal>

#include <fcntl.h>
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

/// Reaps a process that has ended. @return its exit code.
int collect(Process& ended)
{
    try
    {
        ended.join();
        int const exitcode = ended.exitcode().value_or(0);
        ended.close();
        return exitcode;
    }
    catch (ValueError const&)
    {
        return 255;  // the user has got it from active_children(), and closed it
    }
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
            "pool: it belongs to process " + std::to_string(owner_.pid())
            + " and cannot be used in another");
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
    if (owner_ != process_identity::self())
    {
        return;
    }
    {
        std::lock_guard const lock(mutex_);
        if (state_ != state::terminating)
        {
            state_ = state::terminating;
            end_workers(std::make_exception_ptr(ProcessError("the pool was terminated")));
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

/// Nothing is done any more, and whoever does not go at once is killed.
void local_pool::end_workers(std::exception_ptr const& why)
{
    kill_at_ = std::chrono::steady_clock::now() + std::chrono::seconds(1);
    for (auto& [id, each] : members_)
    {
        each.link->memory().next.store(schedule_.sent(id));  // what it has not begun
        quartet::detail::signal_pidfd(each.sentinel.get(), SIGTERM);
    }
    for (task_ptr& undone : schedule_.clear())
    {
        finish(*undone, {}, why);
    }
    wake();
}

/// The pool cannot work: fails everything, now and from now on.
void local_pool::break_down(std::exception_ptr why)
{
    if (!is_ending())
    {
        broken_ = std::move(why);
        end_workers(broken_);
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
    progress = steal() || progress;
    progress = feed() || progress;
    dismiss();
    return progress;
}

/// While a caller looks for results himself, nobody rings.
void local_pool::start_looking()
{
    ++lookers_;
    for (auto& [id, each] : members_)
    {
        each.link->memory().pool_sleeps.store(0, std::memory_order_relaxed);
    }
}

void local_pool::stop_looking()
{
    if (--lookers_ == 0 && asleep_)
    {
        for (auto& [id, each] : members_)
        {
            each.link->memory().pool_sleeps.store(1, std::memory_order_seq_cst);
        }
        pump();  // what came just before that
    }
}

/// Nothing that a worker says from now on counts.
void local_pool::give_up(member& worker, std::exception_ptr why)
{
    worker.unreadable = std::move(why);
    quartet::detail::signal_pidfd(worker.sentinel.get(), SIGKILL);
}

bool local_pool::drain(unsigned id, member& worker)
{
    bool progress = false;
    message_head head{};
    std::string body;
    auto const receive = [&] {
        try
        {
            return !worker.unreadable && worker.link->receive(head, body, progress);
        }
        catch (std::exception const&)
        {
            give_up(worker, std::current_exception());
            return false;
        }
    };
    while (receive())
    {
        switch (head.what)
        {
        case message_head::ready:
            worker.is_ready = true;
            schedule_.set_ready(id);
            crashes_at_start_ = 0;
            break;
        case message_head::no_start:
            break_down(unpack_exception(body));
            break;
        default:
            bool const threw = head.what == message_head::exception;
            useless_workers_ = 0;
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
    while (schedule_.waiting() != 0)
    {
        // Whoever has least, so that a few large tasks are shared out evenly.
        std::optional<unsigned> least;
        for (auto& [id, each] : members_)
        {
            bool const can = !each.is_stopped && each.link->backlog() <= enough
                             && schedule_.can_take(id);
            if (can && (!least || schedule_.burden(id) < schedule_.burden(*least)))
            {
                least = id;
            }
        }
        if (!least)
        {
            break;
        }
        worker_link& link = *members_.at(*least).link;
        task_description const& what = schedule_.front()->what;
        progress = true;
        try
        {
            link.reserve(what.entry.module.size() + what.payload.size());
        }
        catch (std::exception const&)
        {
            finish(*schedule_.take_front(), {}, std::current_exception());  // no memory
            continue;
        }
        message_head head{};
        head.what = message_head::task;
        head.offset = what.entry.offset;
        head.number = schedule_.give(*least).number;
        link.send(head, what.entry.module, what.payload);
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
    worker.pid = worker.process->pid().value_or(0);
    worker.sentinel = quartet::detail::unique_fd(
        ::fcntl(worker.process->sentinel(), F_DUPFD_CLOEXEC, 0));
    if (!worker.sentinel)
    {
        int const error = errno;
        worker.process->kill();
        worker.process->join();
        quartet::detail::throw_os_error("the pidfd of a pool worker", error);
    }
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
            schedule_.retire(id);
        }
    }
}

/// A worker has ended: in order, or with a task.
void local_pool::bury(unsigned id)
{
    member& worker = members_.at(id);
    drain(id, worker);  // what it had answered before it died counts
    int const exitcode = collect(*worker.process);
    auto const why = worker.unreadable
                         ? worker.unreadable
                         : std::make_exception_ptr(WorkerLostError(worker.pid, exitcode));
    bool const was_ready = worker.is_ready;
    bool const was_stopped = worker.is_stopped;
    std::uint64_t next = worker.link->memory().next.load();
    if (auto const first = schedule_.first(id);
        first && first->number >= next && first->number < worker.link->memory().seen.load())
    {
        // It had not begun the task, so the next worker gets it. But if nobody survives reading
        // it, that is as good as begun.
        constexpr int too_often = 3;
        next = ++(*first->task)->failed_reads % too_often == 0 ? first->number + 1 : next;
    }
    auto lost = schedule_.bury(id, next);
    members_.erase(id);
    if (lost)
    {
        useless_workers_ = 0;
        task_ptr undone = std::move(*lost);
        if (undone->attempts++ < options_.retries)
        {
            schedule_.put_back(std::move(undone));
        }
        else
        {
            finish(*undone, {}, why);
        }
    }
    else if (!was_stopped && !is_ending())
    {
        count_useless(was_ready, exitcode, why);
    }
}

/// Workers may be killed before they have done anything. But if they always die then, they
/// would be replaced for ever, and the tasks wait for ever.
void local_pool::count_useless(bool was_ready, int exitcode, std::exception_ptr const& why)
{
    constexpr int most_crashes = 3;
    constexpr int most_kills = 100;
    bool const from_outside = exitcode == -SIGKILL || exitcode == -SIGTERM;
    bool const crashed = !was_ready && !from_outside && ++crashes_at_start_ >= most_crashes;
    bool const hopeless = schedule_.waiting() != 0 && ++useless_workers_ >= most_kills;
    if (crashed || hopeless)
    {
        break_down(why);
    }
}

/// Deals with workers that have ended, and replaces them.
void local_pool::reap()
{
    std::vector<unsigned> ended;
    for (auto& [id, each] : members_)
    {
        if (quartet::detail::has_ended(each.sentinel.get()))
        {
            ended.push_back(id);
        }
        else if (!schedule_.is_possible(id, each.link->memory().next.load()) && !each.unreadable)
        {
            give_up(each, std::make_exception_ptr(RuntimeError(worker_link::spoiled)));
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
            break_down(std::current_exception());
        }
    }
}

// --- the pool's thread -------------------------------------------------------------------------

void local_pool::loop()
{
    std::unique_lock lock(mutex_);
    thread_id_ = std::this_thread::get_id();
    while (state_ == state::running || !members_.empty() || !callbacks_.empty()
           || (state_ == state::closing && !schedule_.is_idle()))
    {
        step(lock);
    }
    has_ended_ = true;
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
