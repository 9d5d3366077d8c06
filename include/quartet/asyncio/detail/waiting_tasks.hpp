// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_DETAIL_WAITING_TASKS_HPP
#define QUARTET_ASYNCIO_DETAIL_WAITING_TASKS_HPP

#include <quartet/asyncio/detail/promise.hpp>
#include <quartet/asyncio/detail/task_core.hpp>
#include <quartet/detail/config.hpp>

#include <concepts>
#include <coroutine>
#include <string>

namespace quartet::asyncio::detail {

/// Tasks of one loop that wait for one thing, first come, first served.
/**
 * Who waits is granted what he waits for, such as the lock itself, by who gives it away: nobody else
 * can take it before his next turn. So if he is cancelled between, he has it, and passes it on.
 *
 * It may be destroyed while somebody waits, as when a loop is closed and its tasks are: he waits for ever
 * then, or until he is cancelled.
 */
class QUARTET_DECL waiting_tasks
{
public:
    /// One who waits. Lies in the frame of his coroutine.
    class QUARTET_DECL entry : public suspension
    {
    public:
        explicit entry(waiting_tasks& in) noexcept
            : suspension(kind_)
            , kind_{&cancel, in.what_}
            , in_(&in)
        {}
        ~entry();

        /// @throws RuntimeError if those who wait belong to another loop.
        void begin(task_core& task);

        bool has_begun() const noexcept { return task_ != nullptr; }
        bool was_granted() const noexcept { return is_granted_; }

        /// Whether what he waits for is there still.
        bool is_at_home() const noexcept { return in_ != nullptr; }

        /// Whether the wait has ended, or will, with CancelledError, whatever was granted.
        bool was_cancelled() const noexcept
        {
            return task_ != nullptr && task_->is_to_be_cancelled();
        }

        /// Throws it.
        void check_cancelled()
        {
            if (task_ != nullptr)
            {
                task_->check_cancelled();
            }
        }

    private:
        friend class waiting_tasks;
        static bool cancel(suspension& which, std::string const& message);

        kind const kind_;    // its own: that of another object might be gone
        waiting_tasks* in_;  // null: that is destroyed
        task_core* task_ = nullptr;
        entry* previous_ = nullptr;
        entry* next_ = nullptr;
        bool is_granted_ = false;
    };

    /// @param what they wait in, for people: a literal.
    explicit waiting_tasks(char const* what) noexcept
        : what_(what)
    {}
    ~waiting_tasks();
    waiting_tasks(waiting_tasks const&) = delete;
    waiting_tasks& operator=(waiting_tasks const&) = delete;

    bool empty() const noexcept { return waiting_.first == nullptr; }
    entry& front() const noexcept { return *waiting_.first; }

    /// The first one has what he waits for, and will run. @return false if nobody waits.
    bool grant() noexcept;

    void grant_all() noexcept
    {
        while (grant())
        {}
    }

private:
    struct list
    {
        void push_back(entry& who) noexcept;
        void remove(entry& who) noexcept;

        entry* first = nullptr;
        entry* last = nullptr;
    };

    char const* const what_;
    list waiting_;
    list granted_;  // until their frames go on, or are destroyed
};

}  // namespace quartet::asyncio::detail

#endif
