// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_RUN_HPP
#define QUARTET_ASYNCIO_RUN_HPP

#include <quartet/asyncio/detail/interrupt_guard.hpp>
#include <quartet/asyncio/errors.hpp>
#include <quartet/asyncio/event_loop.hpp>
#include <quartet/asyncio/task.hpp>
#include <quartet/detail/config.hpp>

#include <functional>
#include <optional>
#include <utility>

namespace quartet::asyncio {

/// The keyword arguments of run() and Runner.
struct RunOptions
{
    std::optional<bool> debug = {};                     ///< none: as the environment has it
    std::function<EventLoop()> loop_factory = nullptr;  ///< none: new_event_loop()
};

/// A loop for several runs, one after the other (Python: `asyncio.Runner`).
/**
 * @par Example
 * @code
 * asyncio::Runner runner;
 * runner.run(setup());
 * runner.run(work());
 * @endcode
 */
class QUARTET_DECL Runner
{
public:
    explicit Runner(RunOptions options = {})
        : options_(std::move(options))
    {}
    Runner(Runner const&) = delete;
    Runner& operator=(Runner const&) = delete;

    /// close(), whose errors are printed.
    ~Runner();

    /// Runs it, and what it starts, until it is done. Blocks the calling thread or greenlet.
    /**
     * In the main thread, if SIGINT has its default, the first Ctrl-C cancels it; the second one ends
     * the process, as ever. Afterwards SIGINT is as before.
     * @return its result. @throws what it throws. @throws KeyboardInterrupt if Ctrl-C has ended it.
     * @throws RuntimeError in a task, and if closed.
     */
    template <detail::awaitable A>
    auto run(A&& what)
    {
        EventLoop const loop = get_loop();
        require_may_run();
        if constexpr (std::derived_from<std::decay_t<A>, future>)
        {
            return finish(what);
        }
        else
        {
            return finish(loop.create_task(std::forward<A>(what)));
        }
    }

    /// Its loop, which is made when it is asked for first. @throws RuntimeError if closed.
    EventLoop get_loop();

    /// Cancels the tasks that are left, waits for their ends and for calls in the default executor,
    /// and closes the loop. Does nothing if it was closed, or has not run.
    void close();

private:
    void require_may_run() const;

    template <class F>
    static auto finish(F const& main)
    {
        detail::interrupt_guard const guard(main.core());
        try
        {
            main.core().loop().run_until(main.core());
            return main.result();
        }
        catch (CancelledError const&)
        {
            if (guard.has_cancelled())
            {
                throw KeyboardInterrupt();
            }
            throw;
        }
    }

    RunOptions options_;
    std::optional<EventLoop> loop_;
    bool is_closed_ = false;
};

/// Runs a coroutine in a loop of its own, to its end (Python: `asyncio.run`).
/**
 * Afterwards the tasks that are left are cancelled and waited for, and what they fail with is
 * reported. Greenlets of the thread run meanwhile.
 *
 * @par Blocking
 * Blocks the calling thread or greenlet.
 *
 * @return the coroutine's result. @throws what it throws. @throws KeyboardInterrupt if Ctrl-C has ended
 * it; see Runner::run(). @throws RuntimeError in a task.
 */
template <detail::awaitable A>
auto run(A&& what, RunOptions options = {})
{
    Runner runner(std::move(options));
    if constexpr (std::is_void_v<detail::await_result_t<A>>)
    {
        runner.run(std::forward<A>(what));
        runner.close();
    }
    else
    {
        auto result = runner.run(std::forward<A>(what));
        runner.close();
        return result;
    }
}

}  // namespace quartet::asyncio

#endif
