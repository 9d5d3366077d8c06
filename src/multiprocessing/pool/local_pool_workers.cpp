// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// The lives of the workers.

#include <quartet/multiprocessing/errors.hpp>

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <string>
#include <utility>
#include <vector>

#include "../../detail/exit_hooks.hpp"
#include "../../detail/os_error.hpp"
#include "../../detail/pidfd.hpp"
#include "local_pool.hpp"

namespace quartet::multiprocessing::detail {

namespace {

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

bool local_pool::should_hire() const
{
    if (static_cast<int>(members_.size()) >= processes_ || broken_ || quartet::detail::is_exiting())
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
    worker.sentinel =
        quartet::detail::unique_fd(::fcntl(worker.process->sentinel(), F_DUPFD_CLOEXEC, 0));
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

/// Nothing that a worker says from now on counts.
void local_pool::give_up(member& worker, std::exception_ptr why)
{
    worker.unreadable = std::move(why);
    quartet::detail::signal_pidfd(worker.sentinel.get(), SIGKILL);
}

/// Nothing is done any more, and whoever does not go at once is killed.
void local_pool::end_workers(std::exception_ptr const& why, int signal)
{
    kill_at_ = std::chrono::steady_clock::now() + std::chrono::seconds(1);
    for (auto& [id, each] : members_)
    {
        each.link->memory().next.store(schedule_.sent(id));  // what it has not begun
        quartet::detail::signal_pidfd(each.sentinel.get(), signal);
    }
    for (task_ptr& undone : schedule_.clear())
    {
        if (!undone->of->is_recalled)
        {
            finish(*undone, {}, why);
        }
    }
    wake();
}

/// The pool cannot work: fails everything, now and from now on.
void local_pool::break_down(std::exception_ptr why)
{
    if (!is_ending())
    {
        broken_ = broken_as_ != nullptr ? broken_as_(std::move(why)) : std::move(why);
        end_workers(broken_);
    }
}

}  // namespace quartet::multiprocessing::detail
