// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_DETAIL_TASK_CORE_HPP
#define QUARTET_ASYNCIO_DETAIL_TASK_CORE_HPP

#include <quartet/asyncio/detail/frame_memory.hpp>
#include <quartet/asyncio/detail/future_core.hpp>
#include <quartet/detail/config.hpp>
#include <quartet/detail/context_cell.hpp>
#include <quartet/detail/run_queue.hpp>

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace quartet::asyncio::detail {

class task_core;
struct promise_base;

/// What a task waits in. Lies in the frame of the coroutine that waits.
class suspension
{
public:
    /// What those of a class have in common.
    struct kind
    {
        /// Is called when the task was cancelled. It returns true if what is waited for was cancelled,
        /// whose end will end the wait; false if the task is scheduled, now or before, and shall be
        /// thrown the error.
        bool (*cancel)(suspension&, std::string const& message);

        /// For people: "Queue.get". Null: waits for a future, which knows who waits.
        char const* name;
    };

    explicit suspension(kind const& of) noexcept
        : kind_(&of)
    {}
    suspension(suspension const&) = delete;
    suspension& operator=(suspension const&) = delete;

    bool cancel(std::string const& message) { return kind_->cancel(*this, message); }
    char const* name() const noexcept { return kind_->name; }

private:
    friend struct quartet::detail::inspection;

    kind const* kind_;
};

/// A coroutine that runs, and those that it awaits.
/**
 *     create --> scheduled --step--> waits --> scheduled --step--> ... --> done
 *
 * Its loop has a reference to it until it is done.
 */
class QUARTET_DECL task_core : public future_core, private quartet::detail::runnable
{
public:
    /// The one that runs in the calling thread, or null.
    static task_core* running() noexcept;

    ~task_core() override;

    static void* operator new(std::size_t size) { return frame_memory::take(size); }
    static void operator delete(void* task, std::size_t size) noexcept
    {
        frame_memory::give(task, size);
    }

    /// In the next round of the loop. @param eager now, up to its first wait.
    void start(promise_base& first, bool eager);

    bool cancel(std::string const& message) override;
    int cancelling() const noexcept { return cancels_; }

    /// @return how many requests are left.
    int uncancel() noexcept;

    std::string name() const;
    void name(std::string value) { name_ = std::make_unique<std::string>(std::move(value)); }

    std::string describe() const override;

    // --- for awaiters, of the running task ---

    /// The coroutine will be resumed at the next step, and then wait no more.
    void wait_in(suspension& where) noexcept { waits_in_ = &where; }

    /// Its wait is over. In its loop's thread.
    void schedule() noexcept;

    /// The same, before all that is ready.
    void schedule_first() noexcept;

    /// What schedule() schedules, for who does so without knowing tasks.
    quartet::detail::runnable& next_step() noexcept { return *this; }

    /// The wait is over: throws if it was cancelled.
    void check_cancelled()
    {
        if (must_cancel_)
        {
            throw_cancelled();
        }
    }

    bool is_to_be_cancelled() const noexcept { return must_cancel_; }

    void go_on_with(promise_base* coroutine) noexcept { leaf_ = coroutine; }

    /// Begins a coroutine on the stack of who awaits it. @return whether it has ended; else it is not
    /// to be resumed by the caller any more, nor is the caller.
    bool runs_to_its_end(promise_base& coroutine, promise_base& caller);

    /// Its next step would begin with this: where it is suspended. Null if it is done.
    promise_base* leaf() const noexcept { return leaf_; }

    /// It runs in this from now on, and not in a copy of that of its maker.
    void context(quartet::detail::context_slot of) noexcept { context_ = std::move(of); }

    /// The one that it runs in, of its own from now on if it was empty.
    quartet::detail::context_slot const& context()
    {
        if (context_ == nullptr)
        {
            context_ = new quartet::detail::context_cell;
        }
        return context_;
    }

    /// Where it is, for who tells about tasks: functions, the innermost first, and before these what it
    /// waits in. Empty when it is done.
    std::vector<std::string> stack() const;
    void print_stack(std::ostream& out) const;

    /// The function that it began with.
    char const* coroutine_name() const noexcept { return coroutine_name_; }

protected:
    explicit task_core(loop_core& loop);

    /// The coroutine has ended: its value goes into the slot. @return what it has thrown, or null.
    virtual std::exception_ptr settle() noexcept = 0;

    /// Destroys the coroutine, whose frame may be suspended.
    virtual void discard() noexcept = 0;

private:
    friend class loop_core;
    friend struct promise_base;
    friend struct quartet::detail::inspection;

    static void step(quartet::detail::runnable& which);
    void run_step();
    void resume_all();
    void finish();
    void end_with(std::exception_ptr error);
    [[noreturn]] void throw_cancelled();
    char const* lost_error_text() const noexcept override
    {
        return "Task exception was never retrieved";
    }

    static constexpr unsigned char most_depth = 32;

    // These fill the end of the base class: a task is one of a million.
    std::uint8_t depth_ : 6 = 0;  // how many have begun on each other's stack
    bool must_cancel_ : 1 = false;
    bool has_begun_ : 1 = false;
    std::uint16_t cancels_ : 15 = 0;
    bool is_in_cancel_ : 1 = false;
    std::uint32_t const number_;
    promise_base* leaf_ = nullptr;  // what goes on at the next step
    suspension* waits_in_ = nullptr;
    char const* coroutine_name_ = "";
    quartet::detail::context_slot context_ = quartet::detail::context_cell::copy_current();
    std::unique_ptr<std::string> name_;  // null: "Task-<number>"
    task_core* previous_ = nullptr;      // among those of the loop
    task_core* next_ = nullptr;
};

}  // namespace quartet::asyncio::detail

#endif
