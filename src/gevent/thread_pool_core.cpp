// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/concurrent/futures/thread_pool_executor.hpp>
#include <quartet/gevent/detail/thread_pool_core.hpp>
#include <quartet/gevent/greenlet.hpp>

#include <algorithm>
#include <atomic>
#include <mutex>

namespace quartet::gevent::detail {

using quartet::detail::deadline;

namespace {

constinit thread_local thread_pool_core const* pool_of_thread = nullptr;

}  // namespace

/// An executor, and how many threads it has begun.
struct thread_pool_core::crew
{
    crew(thread_pool_core const* of, std::size_t most)
        : executor(
              static_cast<int>(std::max<std::size_t>(1, most)),
              "ThreadPool",
              [of, counted = threads] {
                  pool_of_thread = of;
                  ++*counted;
              })
    {}

    std::shared_ptr<std::atomic<std::size_t>> const threads =
        std::make_shared<std::atomic<std::size_t>>(0);
    concurrent::futures::ThreadPoolExecutor executor;
};

/// A place that a job has.
struct thread_pool_core::place
{
    std::shared_ptr<thread_pool_core> of;

    explicit place(std::shared_ptr<thread_pool_core> pool) noexcept
        : of(std::move(pool))
    {}
    place(place&&) noexcept = default;
    place& operator=(place&&) = delete;
    ~place()
    {
        if (of != nullptr)
        {
            of->places_.leave();
        }
    }
};

thread_pool_core::thread_pool_core(std::size_t maxsize)
    : places_(maxsize)
{}

thread_pool_core::~thread_pool_core() = default;

void thread_pool_core::run(std::unique_ptr<thread_job> job)
{
    places_.enter(deadline({}), "ThreadPool.spawn");
    submit(place(shared_from_this()), std::move(job));
}

void thread_pool_core::run_later(std::unique_ptr<thread_job> job)
{
    if (places_.enter(deadline(0), "ThreadPool.apply_async"))
    {
        submit(place(shared_from_this()), std::move(job));
        return;
    }
    gevent::spawn(
        [self = shared_from_this()](std::unique_ptr<thread_job> later) {
            self->run(std::move(later));
        },
        std::move(job));
}

void thread_pool_core::submit(place taken, std::unique_ptr<thread_job> job)
{
    std::lock_guard const lock(mutex_);
    if (crew_ == nullptr)
    {
        crew_ = std::make_unique<crew>(this, maxsize());
    }
    crew_->executor.submit([taken = std::move(taken), job = std::move(job)]() mutable {
        job->run();
        job.reset();
    });
}

bool thread_pool_core::is_own_thread() const noexcept
{
    return pool_of_thread == this;
}

bool thread_pool_core::join(timeout const& limit)
{
    if (is_own_thread())
    {
        throw RuntimeError("join: a task of the pool would wait for itself");
    }
    return places_.wait_empty(deadline(limit), "ThreadPool.join");
}

void thread_pool_core::end()
{
    std::unique_lock lock(mutex_);
    auto all = std::exchange(retired_, {});
    if (crew_ != nullptr)
    {
        all.push_back(std::move(crew_));
    }
    lock.unlock();
    for (auto const& each : all)
    {
        each->executor.shutdown();
    }
}

std::size_t thread_pool_core::size() const
{
    std::lock_guard const lock(mutex_);
    return crew_ != nullptr ? crew_->threads->load() : 0;
}

void thread_pool_core::maxsize(std::size_t value)
{
    std::unique_lock lock(mutex_);
    if (value != maxsize() && crew_ != nullptr)
    {
        crew_->executor.shutdown(false);
        retired_.push_back(std::move(crew_));
    }
    lock.unlock();
    places_.most(value);
}

}  // namespace quartet::gevent::detail
