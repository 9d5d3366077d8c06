// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_CONCURRENT_FUTURES_PROCESS_POOL_EXECUTOR_HPP
#define QUARTET_CONCURRENT_FUTURES_PROCESS_POOL_EXECUTOR_HPP

#include <quartet/concurrent/futures/detail/process_pool.hpp>
#include <quartet/concurrent/futures/executor.hpp>
#include <quartet/detail/at_least.hpp>
#include <quartet/detail/map_sources.hpp>
#include <quartet/multiprocessing/detail/map_types.hpp>
#include <quartet/multiprocessing/detail/task.hpp>

#include <csignal>
#include <deque>
#include <memory>
#include <optional>
#include <ranges>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace quartet::concurrent::futures {

namespace detail {

/// What a worker wrote, as the value of a future.
template <class R>
struct decoded
{
    static R one(std::string const& bytes)
    {
        if constexpr (!std::is_void_v<R>)
        {
            quartet::detail::memory_source source(bytes.data(), bytes.size());
            return quartet::detail::load<R>(source);
        }
    }

    static std::vector<R> chunk(std::string const& bytes)
    {
        std::vector<R> values;
        quartet::detail::memory_source source(bytes.data(), bytes.size());
        multiprocessing::detail::load_all(source, values);
        return values;
    }
};

}  // namespace detail

/// Runs calls in worker processes (Python: `concurrent.futures.ProcessPoolExecutor`).
/**
 * What a worker runs is a function, a captureless lambda or a serialisable function object;
 * arguments and results are anything that Boost.Serialization can serialise.
 *
 * A worker that is killed fails the one task that it had begun with WorkerLostError, which has its
 * pid and signal, and is replaced; any number may die. In Python all outstanding futures fail, and
 * the executor is broken. If the initializer throws, all pending and further calls fail with
 * BrokenProcessPool. Any call that has not begun can be cancelled.
 *
 * When the program ends, what was submitted is still done.
 *
 * @par Example
 * @code
 * futures::ProcessPoolExecutor ex(4);
 * futures::Future<int> f = ex.submit(square, 7);
 * @endcode
 *
 * @par Thread safety
 * Safe, except for destruction.
 *
 * @par Blocking
 * The destructor, shutdown(), terminate_workers() and kill_workers() block the calling thread or
 * greenlet.
 *
 * @par Between processes
 * Only the process that made it can use it; submit() throws RuntimeError in a forked child. Its workers
 * end with this process.
 */
class ProcessPoolExecutor : public Executor
{
public:
    /// @param max_workers the number of workers; none: cpu_count(). @throws ValueError below 1.
    explicit ProcessPoolExecutor(std::optional<int> max_workers = {})
        : ProcessPoolExecutor(ProcessPoolOptions{}, max_workers)
    {}

    explicit ProcessPoolExecutor(ProcessPoolOptions options, std::optional<int> max_workers = {})
        : pool_(detail::process_pool::start(options, max_workers, nullptr))
    {}

    /// Each worker first calls the initializer with these arguments.
    template <class F, class... Args>
    ProcessPoolExecutor(
        ProcessPoolOptions options,
        std::optional<int> max_workers,
        F&& initializer,
        Args&&... initargs)
        : pool_(detail::process_pool::start(
              options,
              max_workers,
              std::make_shared<
                  multiprocessing::detail::call_target<quartet::detail::call_for<F, Args...>>>(
                  std::forward<F>(initializer), std::forward<Args>(initargs)...)))
    {}
    template <class F, class... Args>
    ProcessPoolExecutor(std::optional<int> max_workers, F&& initializer, Args&&... initargs)
        : ProcessPoolExecutor(
              ProcessPoolOptions{},
              max_workers,
              std::forward<F>(initializer),
              std::forward<Args>(initargs)...)
    {}

    ~ProcessPoolExecutor() override
    {
        quartet::detail::agent::uninterruptible const shield;
        shutdown();
    }

    /// Calls f(args...) in a worker. Arguments that cannot be serialised fail the future.
    /// @throws RuntimeError after shutdown(). @throws BrokenProcessPool.
    template <class F, class... Args>
    auto submit(F&& f, Args&&... args)
    {
        namespace mp = multiprocessing::detail;
        using Call = quartet::detail::call_for<F, Args...>;
        using R = mp::call_result<F, Args...>;
        using Kept = mp::kept_result<R>;
        static_assert(sizeof(Call) != 0 && sizeof(mp::sendable_result<Kept>) != 0);
        auto task = std::make_shared<detail::process_call<R, &detail::decoded<R>::one>>(pool_);
        Call const call(std::forward<F>(f), std::forward<Args>(args)...);
        pool_->submit(
            task,
            mp::describe(
                mp::address_of_entry<&mp::run_call<Call, Kept>>(),
                [&call](std::streambuf& out) { call.save(out); }));
        return Future<R>(std::move(task));
    }

    /// f of each element; of several ranges, of the elements at the same place, as long as the
    /// shortest. @see MapOptions
    template <class F, std::ranges::input_range... Ranges>
    auto map(F&& f, Ranges&&... ranges)
    {
        return map(MapOptions{}, std::forward<F>(f), std::forward<Ranges>(ranges)...);
    }

    template <class F, std::ranges::input_range... Ranges>
    auto map(MapOptions options, F&& f, Ranges&&... ranges)
    {
        quartet::detail::at_least(1, "chunksize", options.chunksize);
        using Fn = std::decay_t<F>;
        using R = multiprocessing::detail::kept_result<
            std::invoke_result_t<Fn&, std::ranges::range_value_t<Ranges>...>>;
        using Chunk = std::vector<R>;
        using Arg = std::tuple<std::decay_t<std::ranges::range_value_t<Ranges>>...>;
        static_assert(sizeof(multiprocessing::detail::sendable_map<Fn, Arg, R>) != 0);
        auto source = std::make_shared<quartet::detail::zipped<Ranges...>>(
            std::in_place, std::forward<Ranges>(ranges)...);
        auto callable = std::make_shared<multiprocessing::detail::packed_callable const>(
            multiprocessing::detail::dump_callable(Fn(std::forward<F>(f))));
        auto submit_next = [pool = pool_, source, callable, size = std::size_t(options.chunksize)] {
            std::vector<Arg> chunk;
            while (chunk.size() != size)
            {
                auto args = source->next();
                if (!args)
                {
                    break;
                }
                chunk.push_back(std::move(*args));
            }
            return chunk.empty() ? std::optional<Future<Chunk>>()
                                 : submit_chunk<Fn, R>(pool, *callable, chunk);
        };
        return map_results<R>(
            options,
            std::function<std::optional<Future<Chunk>>()>(submit_next),
            std::function<void(Chunk, std::deque<R>&)>([](Chunk values, std::deque<R>& to) {
                std::move(values.begin(), values.end(), std::back_inserter(to));
            }));
    }

    void shutdown(bool wait = true, bool cancel_futures = false) override
    {
        pool_->shutdown(wait, cancel_futures);
    }

    /// Ends the workers with SIGTERM, and shuts down. What is not done fails with BrokenProcessPool.
    void terminate_workers() { pool_->end(SIGTERM); }

    /// The same with SIGKILL.
    void kill_workers() { pool_->end(SIGKILL); }

private:
    template <class F, class R, class Arg>
    static Future<std::vector<R>> submit_chunk(
        std::shared_ptr<detail::process_pool> const& pool,
        multiprocessing::detail::packed_callable const& callable,
        std::vector<Arg> const& chunk)
    {
        namespace mp = multiprocessing::detail;
        auto task =
            std::make_shared<detail::process_call<std::vector<R>, &detail::decoded<R>::chunk>>(
                pool);
        auto what = mp::describe(
            mp::address_of_entry<&mp::run_chunk<F, Arg, R, true>>(), [&](std::streambuf& out) {
                out.sputn(
                    callable.bytes.data(), static_cast<std::streamsize>(callable.bytes.size()));
                mp::dump_all(out, chunk);
            });
        what.pins.insert(what.pins.end(), callable.pins.begin(), callable.pins.end());
        pool->submit(task, std::move(what));
        return Future<std::vector<R>>(std::move(task));
    }

    std::shared_ptr<detail::process_pool> pool_;
};

}  // namespace quartet::concurrent::futures

#endif
