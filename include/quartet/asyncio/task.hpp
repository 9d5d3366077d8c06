// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_TASK_HPP
#define QUARTET_ASYNCIO_TASK_HPP

#include <quartet/asyncio/coroutine.hpp>
#include <quartet/asyncio/detail/task_value.hpp>
#include <quartet/asyncio/event_loop.hpp>
#include <quartet/asyncio/future.hpp>
#include <quartet/contextvars.hpp>

#include <concepts>
#include <exception>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace quartet::asyncio {

/// The keyword arguments of create_task: `asyncio::create_task({.name = "reader"}, read())`
struct TaskOptions
{
    /// Copied. None: "Task-1", "Task-2", ... (No std::string: where an aggregate that has one is made
    /// within an expression that awaits, g++ 12 destroys it twice.)
    std::string_view name = {};

    /// In what it runs; it must live until the call has returned. Null: in a copy of that of its
    /// maker.
    contextvars::Context const* context = nullptr;

    /// Whether it runs at once, up to its first wait. None: as its loop has it.
    std::optional<bool> eager_start = {};
};

/// A task of which one wants no value.
class QUARTET_DECL task : public future
{
public:
    task() = default;
    explicit task(detail::ref<detail::future_core> core) noexcept
        : future(std::move(core))
    {}

    /// How many requests to cancel it there were, without those that were taken back.
    int cancelling() const noexcept { return task_core().cancelling(); }

    /// Takes a request back. @return how many are left. To be called by who has caught CancelledError
    /// and goes on.
    int uncancel() const noexcept { return task_core().uncancel(); }

    /// "Task-1", or as it was named.
    std::string get_name() const { return task_core().name(); }
    void set_name(std::string value) const { task_core().name(std::move(value)); }

    /// The name of its coroutine's function.
    char const* get_coro() const noexcept { return task_core().coroutine_name(); }

    /// Where it is: the functions of its coroutines, the innermost first, and before these what it
    /// waits in, such as "sleep". Empty when it is done.
    std::vector<std::string> get_stack() const { return task_core().stack(); }

    /// Prints that, the innermost last, on a stream such as std::cerr.
    void print_stack(std::ostream& out) const { task_core().print_stack(out); }

    /// The context that it runs in.
    contextvars::Context get_context() const { return contextvars::Context(task_core().context()); }

    detail::task_core& task_core() const noexcept
    {
        return static_cast<detail::task_core&>(core());
    }
};

/// A coroutine that runs beside others (Python: `asyncio.Task`).
/**
 * A handle: copies refer to the same task, which goes on when its handles are gone. Who awaits it gets
 * its result, its exception, or CancelledError; to cancel who awaits it cancels it.
 *
 * @par Example
 * @code
 * asyncio::Task<int> t = asyncio::create_task(answer(0.5));  int x = co_await t;
 * @endcode
 *
 * @par Thread safety
 * As future.
 */
template <class T = void>
class Task : public Future<T>
{
public:
    /// Of no task.
    Task() noexcept
        : Future<T>(detail::ref<detail::future_core>())
    {}

    explicit Task(detail::ref<detail::future_core> core) noexcept
        : Future<T>(std::move(core))
    {}

    /// As that of Future, with the task.
    template <class F>
    requires std::invocable<F&, Task const&> Handle add_done_callback(F callback)
    const
    {
        return this->call_when_done(
            [callback = std::move(callback)](detail::ref<detail::future_core> self) mutable {
                callback(Task(std::move(self)));
            });
    }
    using Future<T>::add_done_callback;

    operator task() const noexcept { return task(this->core_); }

    /// As those of task.
    int cancelling() const noexcept { return task_core().cancelling(); }
    int uncancel() const noexcept { return task_core().uncancel(); }
    std::string get_name() const { return task_core().name(); }
    void set_name(std::string value) const { task_core().name(std::move(value)); }
    char const* get_coro() const noexcept { return task_core().coroutine_name(); }
    std::vector<std::string> get_stack() const { return task_core().stack(); }
    void print_stack(std::ostream& out) const { task_core().print_stack(out); }
    contextvars::Context get_context() const { return contextvars::Context(task_core().context()); }

    template <class... Value>
    void set_result(Value&&...) const = delete;
    void set_exception(std::exception_ptr) const = delete;

private:
    detail::task_core& task_core() const noexcept
    {
        return static_cast<detail::task_core&>(this->core());
    }
};

namespace detail {

/// Whether A can be kept by whoever is given it.
template <class A>
struct require_given
{
    static_assert(
        std::constructible_from<std::decay_t<A>, A>,
        "quartet: a coroutine cannot be copied; give it away with std::move()");
};

/// So that everything that can be awaited can be a task.
template <class A>
Coroutine<await_result_t<A>> await_it(A what)
{
    co_return co_await std::move(what);
}

template <class T>
Task<T> start_task(loop_core& in, TaskOptions options, Coroutine<T> what)
{
    in.require_open();
    auto* const core = new task_value<T>(in, std::move(what));
    Task<T> made{ref<future_core>(core)};
    if (!options.name.empty())
    {
        core->name(std::string(options.name));
    }
    if (options.context != nullptr)
    {
        core->context(options.context->cell());
    }
    core->begin(options.eager_start.value_or(in.is_eager));
    return made;
}

template <class A>
auto start_task(loop_core& in, TaskOptions options, A&& what)
{
    return start_task(in, std::move(options), await_it<std::decay_t<A>>(std::forward<A>(what)));
}

}  // namespace detail

/// Runs a coroutine, or anything that can be awaited, beside its caller (Python: `asyncio.create_task`).
/** It begins in the next round of the loop. @throws RuntimeError if no loop runs. */
template <detail::awaitable A>
auto create_task(A&& what)
{
    static_cast<void>(detail::require_given<A>{});
    return detail::start_task(
        detail::loop_core::require_running(), TaskOptions(), std::forward<A>(what));
}
template <detail::awaitable A>
auto create_task(TaskOptions options, A&& what)
{
    static_cast<void>(detail::require_given<A>{});
    return detail::start_task(
        detail::loop_core::require_running(), std::move(options), std::forward<A>(what));
}

/// A future for anything that can be awaited: itself, if it is one, or a task in the loop of the
/// thread (Python: `asyncio.ensure_future`).
template <detail::awaitable A>
auto ensure_future(A&& what)
{
    static_cast<void>(detail::require_given<A>{});
    if constexpr (std::derived_from<std::decay_t<A>, future>)
    {
        return std::decay_t<A>(std::forward<A>(what));
    }
    else
    {
        return detail::start_task(
            detail::loop_core::require_any(), TaskOptions(), std::forward<A>(what));
    }
}

/// The task that runs; none in a callback (Python: `asyncio.current_task`).
/// @throws RuntimeError if no loop runs.
QUARTET_DECL std::optional<task> current_task();

/// The tasks of the running loop that are not done (Python: `asyncio.all_tasks`).
QUARTET_DECL std::vector<task> all_tasks();
QUARTET_DECL std::vector<task> all_tasks(EventLoop const& loop);

template <class T>
Future<T> EventLoop::create_future() const
{
    return Future<T>(*this);
}

template <class Awaitable>
auto EventLoop::create_task(Awaitable&& what) const
{
    static_cast<void>(detail::require_given<Awaitable>{});
    return detail::start_task(*core_, TaskOptions(), std::forward<Awaitable>(what));
}

template <class Awaitable>
auto EventLoop::create_task(TaskOptions options, Awaitable&& what) const
{
    static_cast<void>(detail::require_given<Awaitable>{});
    return detail::start_task(*core_, std::move(options), std::forward<Awaitable>(what));
}

template <class Awaitable>
auto EventLoop::run_until_complete(Awaitable&& what) const
{
    if constexpr (std::derived_from<std::decay_t<Awaitable>, future>)
    {
        core_->run_until(what.core());
        return what.result();
    }
    else
    {
        auto const made = create_task(std::forward<Awaitable>(what));
        core_->run_until(made.core());
        return made.result();
    }
}

}  // namespace quartet::asyncio

#endif
