// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_POOL_SCHEDULE_HPP
#define QUARTET_SRC_MULTIPROCESSING_POOL_SCHEDULE_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <iterator>
#include <limits>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace quartet::multiprocessing::detail {

/// Who gets which task, and what becomes of it when a worker dies. No I/O and no clock.
/**
 * A worker has several tasks at a time (leases), so that it need not wait for the next one. It
 * works them off in order. Each is a message with a number; the worker begins message N only if
 * the shared word `next`, which says which one that is, can be moved from N to N + 1. So a lease
 * that was not begun can be taken back at any time, and after a worker's death it is known which
 * one task it was at.
 */
template <class Task>
class schedule
{
public:
    using worker = unsigned;

    struct limits
    {
        std::size_t window = 1024;                                    ///< leases of a worker
        std::size_t quota = std::numeric_limits<std::size_t>::max();  ///< tasks in its life
    };

    explicit schedule(limits with)
        : limits_(with)
    {}

    /// At the end of the line.
    void add(Task task) { waiting_.push_back(std::move(task)); }

    /// At its front.
    void put_back(Task task) { waiting_.push_front(std::move(task)); }

    void add_worker(worker id) { workers_.emplace(id, state{}); }

    /// A worker can begin what it is given; before, it is still starting.
    void set_ready(worker id) { at(id).ready = true; }

    /// The next that waits. Some must.
    Task& front() noexcept { return waiting_.front(); }

    /// The same, which nobody will do.
    Task take_front()
    {
        Task task = std::move(waiting_.front());
        waiting_.pop_front();
        return task;
    }

    std::size_t waiting() const noexcept { return waiting_.size(); }
    std::size_t leased(worker id) const { return at(id).leases.size(); }

    /// What decides who gets the next task: whoever has least to do before it.
    std::size_t burden(worker id) const { return leased(id) + (at(id).ready ? 0 : 1); }

    /// Whether nothing waits and nobody works.
    bool is_idle() const
    {
        for (auto const& [id, each] : workers_)
        {
            if (!each.leases.empty())
            {
                return false;
            }
        }
        return waiting_.empty();
    }

    /// Whether the worker has done all that it may in its life.
    bool is_spent(worker id) const { return at(id).leases.empty() && at(id).done == limits_.quota; }

    /// Whether a worker may have one more task.
    bool can_take(worker id) const
    {
        state const& of = at(id);
        return of.leases.size() < limits_.window && of.done + of.leases.size() < limits_.quota;
    }

    /// A worker gets no more.
    void retire(worker id) { at(id).done = limits_.quota; }

    /// The next task for a worker that can take one, sent to it as message `number`. Some must
    /// wait.
    struct lease
    {
        std::uint64_t number;
        Task* task;
    };
    lease give(worker id)
    {
        state& to = at(id);
        to.leases.push_back({to.sent++, std::move(waiting_.front())});
        waiting_.pop_front();
        return lease{to.leases.back().number, &to.leases.back().task};
    }

    /// A worker answered: the first of its leases is done.
    std::optional<Task> complete(worker id)
    {
        state& of = at(id);
        if (of.leases.empty())
        {
            return {};
        }
        Task task = std::move(of.leases.front().task);
        of.leases.pop_front();
        ++of.done;
        return task;
    }

    /// A worker with leases that another one could begin now, because it has none and nothing
    /// waits.
    std::optional<worker> overloaded() const
    {
        std::optional<worker> most;
        bool somebody_idle = false;
        for (auto const& [id, each] : workers_)
        {
            somebody_idle =
                somebody_idle || (each.ready && each.leases.empty() && each.done < limits_.quota);
            std::size_t const begun = each.ready ? 1 : 0;  // at most
            if (each.leases.size() > std::max(begun, most ? leased(*most) : 0))
            {
                most = id;
            }
        }
        return waiting_.empty() && somebody_idle ? most : std::nullopt;
    }

    /// The first of its leases: what it is at, or will be at next.
    std::optional<lease> first(worker id)
    {
        auto& leases = at(id).leases;
        return leases.empty() ? std::optional<lease>()
                              : lease{leases.front().number, &leases.front().task};
    }

    /// Who has a certain task, and as which message.
    struct holding
    {
        worker of;
        std::uint64_t number;
    };
    template <class Predicate>
    std::optional<holding> find_lease(Predicate is_it) const
    {
        for (auto const& [id, each] : workers_)
        {
            for (entry const& held : each.leases)
            {
                if (is_it(held.task))
                {
                    return holding{id, held.number};
                }
            }
        }
        return {};
    }

    /// Whether the word that a worker shares with the pool can be true.
    bool is_possible(worker id, std::uint64_t next) const
    {
        state const& of = at(id);
        return next <= of.sent && (of.leases.empty() || next >= of.leases.front().number);
    }

    /// The number of messages that a worker was sent: what `next` is set to, to take them back.
    std::uint64_t sent(worker id) const { return at(id).sent; }

    /// Its leases from message `next` on wait again, in their order, before the others.
    void take_back(worker id, std::uint64_t next)
    {
        auto& leases = at(id).leases;
        while (!leases.empty() && leases.back().number >= next)
        {
            waiting_.push_front(std::move(leases.back().task));
            leases.pop_back();
        }
    }

    /// A worker died with `next` as it left it. What it had not begun waits again.
    /// @return the task that it was at, if it was at one.
    std::optional<Task> bury(worker id, std::uint64_t next)
    {
        take_back(id, next);
        std::optional<Task> lost;
        if (!at(id).leases.empty())
        {
            lost = std::move(at(id).leases.front().task);
        }
        workers_.erase(id);
        return lost;
    }

    /// Everything that is not done.
    std::vector<Task> clear()
    {
        std::vector<Task> all;
        for (auto& [id, each] : workers_)
        {
            for (auto& held : each.leases)
            {
                all.push_back(std::move(held.task));
            }
            each.leases.clear();
        }
        std::move(waiting_.begin(), waiting_.end(), std::back_inserter(all));
        waiting_.clear();
        return all;
    }

private:
    struct entry
    {
        std::uint64_t number;
        Task task;
    };
    struct state
    {
        std::deque<entry> leases;
        std::uint64_t sent = 0;  // messages, which number the leases
        std::size_t done = 0;    // tasks
        bool ready = false;
    };

    state& at(worker id) { return workers_.at(id); }
    state const& at(worker id) const { return workers_.at(id); }

    limits limits_;
    std::deque<Task> waiting_;
    std::map<worker, state> workers_;
};

}  // namespace quartet::multiprocessing::detail

#endif
