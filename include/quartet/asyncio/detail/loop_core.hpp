// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_DETAIL_LOOP_CORE_HPP
#define QUARTET_ASYNCIO_DETAIL_LOOP_CORE_HPP

#include <quartet/asyncio/detail/future_core.hpp>
#include <quartet/asyncio/detail/resident.hpp>
#include <quartet/detail/config.hpp>
#include <quartet/detail/context_cell.hpp>
#include <quartet/detail/run_queue.hpp>
#include <quartet/detail/short_mutex.hpp>
#include <quartet/detail/timer.hpp>

#include <boost/intrusive/list.hpp>

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace quartet::detail {
class event_loop;
class mailbox;
class waker;
struct inspection;
}  // namespace quartet::detail

namespace quartet::concurrent::futures {
class ThreadPoolExecutor;
}

namespace quartet::asyncio::detail {

class task_core;

/// A call that a loop shall make. Has a reference to itself while it is scheduled.
class QUARTET_DECL handle_core : public counted<handle_core>,
                                 private quartet::detail::runnable,
                                 private quartet::detail::timer
{
public:
    handle_core(loop_core& loop, std::function<void()> call);

    void call_soon();
    void call_at(std::chrono::steady_clock::time_point when);
    void cancel() noexcept;

    /// The call runs in this, and not in a copy of that of who made the handle.
    void context(quartet::detail::context_slot of) noexcept { context_ = std::move(of); }

    bool is_cancelled() const noexcept { return is_cancelled_; }
    std::chrono::steady_clock::time_point when() const noexcept { return when_; }

private:
    static void run(quartet::detail::runnable& which);
    static void fire(quartet::detail::timer& which);

    ref<loop_core> loop_;
    quartet::detail::context_slot context_ = quartet::detail::context_cell::copy_current();
    std::function<void()> call_;
    std::chrono::steady_clock::time_point when_{};
    bool is_cancelled_ = false;
};

/// What goes wrong and nobody else hears of.
struct loop_problem
{
    std::string message;
    std::exception_ptr exception;
    std::string source;  ///< what it is about: "<Task finished ...>"; may be empty
};

/// What all handles to an event loop share: asyncio's rules over the loop of a thread.
/**
 *     asyncio loop A, runs ---+
 *     asyncio loop B, does not |  what is ready of it lies aside
 *     greenlets of gevent ----+--> detail::event_loop of the thread --> io_context
 *
 * Several may belong to one thread; what is ready of one that does not run lies aside until it does.
 */
class QUARTET_DECL loop_core : public counted<loop_core>
{
public:
    using clock = std::chrono::steady_clock;

    loop_core();
    ~loop_core();
    loop_core(loop_core const&) = delete;
    loop_core& operator=(loop_core const&) = delete;

    /// The one whose callback or task runs in this thread, or else that runs; null: none.
    static loop_core* running() noexcept;

    /// The same. @throws RuntimeError if there is none.
    static loop_core& require_running();

    /// That of get_event_loop(); made if there is none and none runs.
    static loop_core& require_any();

    /// The one of the thread, or null.
    static ref<loop_core>& of_thread() noexcept;

    bool is_running() const noexcept { return is_running_; }
    bool is_closed() const noexcept { return is_closed_; }

    /// Whether it runs, and the calling thread is the one that runs it.
    bool is_here() const noexcept;
    void require_open() const;

    /// Runs until stop() is called. Blocks the calling thread or greenlet.
    /// @throws RuntimeError if it runs, or in a task. @throws what stopped it.
    void run();
    void stop() noexcept;

    /// Runs until it is done. @throws RuntimeError if it was stopped before. @throws what run() throws.
    void run_until(future_core& done);

    /// The same, but to be stopped before is no error.
    void run_until_stopped(future_core& done);

    /// Runs from now on whenever the loop of the thread does, until detach().
    void attach();
    void detach() noexcept;

    /// Tasks that are not done are destroyed. @throws RuntimeError if it runs.
    void close();

    /// On its thread. Nothing happens when it is closed.
    void schedule(quartet::detail::runnable& what);
    void schedule_first(quartet::detail::runnable& what);
    void set(quartet::detail::timer& which, clock::time_point at);
    void clear(quartet::detail::timer& which) noexcept;

    /// Of what was scheduled, when its turn comes: whether it may run now. If not, it is put aside. Of a
    /// loop that is closed: true, to give its memory back.
    bool admit(quartet::detail::runnable& what);

    /// From any thread.
    void call_soon_threadsafe(std::function<void()> call);

    std::vector<ref<task_core>> tasks() const;

    /// From now on it has a reference to it, until it leaves; then that is the caller's.
    void enter(task_core& task) noexcept;
    void leave(task_core& task) noexcept;

    void report(loop_problem const& what) noexcept;
    void print(loop_problem const& what) noexcept;
    std::function<void(loop_problem const&)> handler;  // null: print()

    /// An exception that shall leave run(): SystemExit.
    void fail(std::exception_ptr with) noexcept;

    /// @throws ValueError, TypeError, RuntimeError as EventLoop::add_signal_handler()
    void add_signal_handler(int number, std::function<void()> call);
    bool remove_signal_handler(int number) noexcept;

    /// Made when it is asked for.
    concurrent::futures::ThreadPoolExecutor& default_executor();
    void default_executor(std::unique_ptr<concurrent::futures::ThreadPoolExecutor> executor);
    void shutdown_default_executor();

    bool is_debug = false;
    bool is_eager = false;
    double slow_callback_duration = 0.1;  // seconds; told of in debug mode

    /// In debug mode: @throws RuntimeError in another thread than its own.
    void require_own_thread(char const* function) const;

private:
    friend class task_core;
    friend class handle_core;
    friend class resident;
    friend struct quartet::detail::inspection;

    class signal_handlers;

    void bind();
    void settle();
    void begin_running();
    void take_arrivals();
    void enlist() noexcept;
    void delist() noexcept;

    static int const forgets_loops;

    quartet::detail::event_loop* floor_ = nullptr;  // of the thread; null: of none yet
    quartet::detail::run_queue aside_;
    bool is_running_ = false;
    bool is_closed_ = false;
    bool is_stopping_ = false;
    loop_core* outer_ = nullptr;  // that runs in this thread, too, and has begun before
    quartet::detail::waker* runner_ = nullptr;  // of who runs it, on his stack; null: he goes on
    std::exception_ptr failure_;
    task_core* first_task_ = nullptr;
    boost::intrusive::list<resident, boost::intrusive::constant_time_size<false>> residents_;
    std::unique_ptr<concurrent::futures::ThreadPoolExecutor> executor_;
    std::unique_ptr<signal_handlers> signals_;

    // A mutex of all loops guards these.
    bool is_listed_ = false;
    loop_core* previous_loop_ = nullptr;
    loop_core* next_loop_ = nullptr;

    mutable quartet::detail::short_mutex mutex_;  // guards the next two
    quartet::detail::mailbox* box_ = nullptr;     // null: nobody need be woken
    std::vector<std::function<void()>> arrivals_;
};

}  // namespace quartet::asyncio::detail

#endif
