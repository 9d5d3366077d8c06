// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_DETAIL_RUN_QUEUE_HPP
#define QUARTET_DETAIL_RUN_QUEUE_HPP

#include <cstddef>
#include <utility>

namespace quartet::detail {

struct inspection;

/// What a loop runs: a fiber that goes on, or a call. Lies where its owner likes.
class runnable
{
public:
    /// @param run is called when it was taken out of the queue. Must not throw. Null: it is a
    /// fiber_agent, which the loop runs itself.
    explicit runnable(void (*run)(runnable&)) noexcept
        : run_(run)
    {}
    runnable(runnable const&) = delete;
    runnable& operator=(runnable const&) = delete;

    bool is_queued() const noexcept { return is_queued_; }
    bool is_fiber() const noexcept { return run_ == nullptr; }
    void operator()() { run_(*this); }

private:
    friend class run_queue;
    friend struct inspection;

    void (*run_)(runnable&);
    runnable* next_ = nullptr;
    bool is_queued_ = false;
};

/// What is ready to run, first come, first served. Each is in it once.
class run_queue
{
public:
    bool empty() const noexcept { return first_ == nullptr; }
    runnable* first() const noexcept { return first_; }
    runnable* last() const noexcept { return last_; }

    void push(runnable& what) noexcept
    {
        if (what.is_queued_)
        {
            return;
        }
        what.is_queued_ = true;
        what.next_ = nullptr;
        (last_ != nullptr ? last_->next_ : first_) = &what;
        last_ = &what;
    }

    /// It runs next.
    void push_first(runnable& what) noexcept
    {
        if (what.is_queued_)
        {
            return;
        }
        what.is_queued_ = true;
        what.next_ = first_;
        first_ = &what;
        last_ = last_ == nullptr ? &what : last_;
    }

    runnable& pop() noexcept
    {
        runnable& what = *first_;
        first_ = what.next_;
        last_ = first_ == nullptr ? nullptr : last_;
        what.is_queued_ = false;
        return what;
    }

    /// Those of another queue come behind.
    void take_all(run_queue& from) noexcept
    {
        if (!from.empty())
        {
            (last_ != nullptr ? last_->next_ : first_) = from.first_;
            last_ = std::exchange(from.last_, nullptr);
            from.first_ = nullptr;
        }
    }

private:
    runnable* first_ = nullptr;
    runnable* last_ = nullptr;
};

}  // namespace quartet::detail

#endif
