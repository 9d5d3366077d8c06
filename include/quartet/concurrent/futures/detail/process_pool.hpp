// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_CONCURRENT_FUTURES_DETAIL_PROCESS_POOL_HPP
#define QUARTET_CONCURRENT_FUTURES_DETAIL_PROCESS_POOL_HPP

#include <quartet/concurrent/futures/future.hpp>
#include <quartet/multiprocessing/detail/pool_engine.hpp>

#include <memory>
#include <optional>
#include <string>

namespace quartet::concurrent::futures {

/// The keyword arguments of ProcessPoolExecutor.
struct ProcessPoolOptions
{
    /// How workers are started; none: the program's (see multiprocessing::set_start_method).
    std::optional<multiprocessing::start_method> mp_context = {};

    /// A worker is replaced after so many tasks; none: never.
    std::optional<int> max_tasks_per_child = {};
};

namespace detail {

/// Worker processes, and the rules of an executor around them.
class QUARTET_DECL process_pool
{
public:
    using target = multiprocessing::detail::target;
    using task_owner = multiprocessing::detail::task_owner;
    using task_description = multiprocessing::detail::task_description;

    /// @throws ValueError for less than one worker, or less than one task.
    static std::shared_ptr<process_pool> start(
        ProcessPoolOptions const& options,
        std::optional<int> max_workers,
        std::shared_ptr<target> initializer);

    virtual ~process_pool() = default;

    /// @throws RuntimeError after shutdown(). @throws BrokenProcessPool.
    virtual void submit(std::shared_ptr<task_owner> owner, task_description task) = 0;

    virtual void shutdown(bool wait, bool cancel_futures) = 0;

    /// Ends the workers with a signal.
    virtual void end(int signal) = 0;

    virtual multiprocessing::detail::pool_engine& engine() noexcept = 0;

protected:
    process_pool() = default;
};

/// A call in a worker, as its owner sees it. Its result stays bytes until somebody asks for it.
class QUARTET_DECL process_call_base : public multiprocessing::detail::task_owner
{
public:
    virtual void cancel() = 0;
};

/// Decode makes the value from the bytes.
template <class T, T (*Decode)(std::string const&)>
class process_call final : public future_value<T>, public process_call_base
{
public:
    explicit process_call(std::shared_ptr<process_pool> pool) noexcept
        : pool_(std::move(pool))
    {}

    T get() override { return Decode(bytes_); }

    bool is_running() const override
    {
        return !this->is_done() && pool_->engine().has_begun(*this);
    }

    void finish(std::size_t, std::string result, std::exception_ptr error) override
    {
        this->try_finish([&] {
            in_pool_ = true;
            bytes_ = std::move(result);
            this->error_ = std::move(error);
        });
    }

    void cancel() override { future_core::cancel(); }

    void require_waitable() const override
    {
        if (!this->is_done() && pool_->engine().is_own_thread())
        {
            throw RuntimeError(
                "waiting for an executor in a callback of it, which would wait for ever");
        }
    }

private:
    bool withdraw() override { return pool_->engine().recall(*this); }

    void run_callbacks(std::vector<std::function<void()>> callbacks) noexcept override
    {
        if (!in_pool_)
        {
            future_core::run_callbacks(std::move(callbacks));
            return;
        }
        pool_->engine().call_soon([self = this->shared_from_this(), this, callbacks] {
            future_core::run_callbacks(callbacks);
        });
    }

    std::shared_ptr<process_pool> pool_;
    std::string bytes_;     // constant when it is done
    bool in_pool_ = false;  // the pool ended it, and not somebody else
};

}  // namespace detail
}  // namespace quartet::concurrent::futures

#endif
