// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// From waiting tasks to results.

#include <quartet/errors.hpp>

#include <optional>
#include <utility>

#include "../remote_exception.hpp"
#include "local_pool.hpp"

namespace quartet::multiprocessing::detail {

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
        if (schedule_.front()->of->is_recalled)
        {
            schedule_.take_front();
            continue;
        }
        // Whoever has least, so that a few large tasks are shared out evenly.
        std::optional<unsigned> least;
        for (auto& [id, each] : members_)
        {
            bool const can =
                !each.is_stopped && each.link->backlog() <= enough && schedule_.can_take(id);
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
    return take_back_from(*from) && feed();
}

/// What a worker has not begun waits again. @return whether there was any.
bool local_pool::take_back_from(unsigned id)
{
    auto& next = members_.at(id).link->memory().next;
    std::uint64_t const sent = schedule_.sent(id);
    std::uint64_t begun = next.load();
    while (begun < sent && !next.compare_exchange_weak(begun, sent))
    {}
    if (begun >= sent)
    {
        return false;
    }
    schedule_.take_back(id, begun);
    return true;
}

void local_pool::finish(task& done, std::string result, std::exception_ptr error)
{
    done.of->finish(done.index, std::move(result), std::move(error));
}

}  // namespace quartet::multiprocessing::detail
