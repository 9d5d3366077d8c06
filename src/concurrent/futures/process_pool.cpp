// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/concurrent/futures/detail/process_pool.hpp>
#include <quartet/concurrent/futures/errors.hpp>
#include <quartet/detail/at_least.hpp>

#include <atomic>
#include <csignal>
#include <string>
#include <utility>

#include "../../detail/exception_text.hpp"
#include "../../detail/process_identity.hpp"
#include "exit_list.hpp"

namespace quartet::concurrent::futures::detail {

using multiprocessing::detail::pool_engine;
using quartet::detail::process_identity;

namespace {

std::exception_ptr broken(std::exception_ptr why)
{
    auto const about = quartet::detail::describe_exception(why);
    return std::make_exception_ptr(
        BrokenProcessPool("the workers cannot work: " + about.type + ": " + about.text));
}

class local_process_pool final : public process_pool, public exit_listener
{
public:
    explicit local_process_pool(std::shared_ptr<pool_engine> engine) noexcept
        : engine_(std::move(engine))
    {}

    void submit(std::shared_ptr<task_owner> owner, task_description task) override
    {
        if (owner_ != process_identity::self())
        {
            throw RuntimeError("submit: the executor belongs to another process");
        }
        if (is_closed_)
        {
            throw_closed();
        }
        try
        {
            engine_->submit(std::move(owner), std::move(task));
        }
        catch (ValueError const&)
        {
            throw_closed();  // meanwhile
        }
    }

    void shutdown(bool wait, bool cancel_futures) override
    {
        if (owner_ != process_identity::self())
        {
            return;
        }
        is_closed_ = true;
        engine_->close();
        if (cancel_futures)
        {
            for (auto const& each : engine_->recall_all())
            {
                dynamic_cast<process_call_base&>(*each).cancel();
            }
        }
        if (wait && !engine_->is_own_thread())
        {
            engine_->join();
        }
    }

    void end(int signal) override
    {
        is_closed_ = true;
        engine_->end(
            signal,
            std::make_exception_ptr(BrokenProcessPool("the workers were ended by the executor")));
        shutdown(true, false);
    }

    pool_engine& engine() noexcept override { return *engine_; }

    void at_exit() noexcept override { shutdown(true, false); }

private:
    [[noreturn]] static void throw_closed()
    {
        throw RuntimeError("submit: cannot schedule new futures after shutdown");
    }

    std::shared_ptr<pool_engine> const engine_;
    process_identity const owner_ = process_identity::self();
    std::atomic<bool> is_closed_{false};
};

}  // namespace

std::shared_ptr<process_pool> process_pool::start(
    ProcessPoolOptions const& options,
    std::optional<int> max_workers,
    std::shared_ptr<target> initializer)
{
    quartet::detail::at_least(1, "max_workers", max_workers.value_or(1));
    quartet::detail::at_least(1, "max_tasks_per_child", options.max_tasks_per_child.value_or(1));
    auto pool = std::make_shared<local_process_pool>(pool_engine::start(
        {.maxtasksperchild = options.max_tasks_per_child, .method = options.mp_context},
        max_workers,
        std::move(initializer),
        broken));
    listen_to_exit(pool);
    return pool;
}

}  // namespace quartet::concurrent::futures::detail
