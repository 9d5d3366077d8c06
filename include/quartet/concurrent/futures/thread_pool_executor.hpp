// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_CONCURRENT_FUTURES_THREAD_POOL_EXECUTOR_HPP
#define QUARTET_CONCURRENT_FUTURES_THREAD_POOL_EXECUTOR_HPP

#include <quartet/concurrent/futures/detail/thread_pool.hpp>
#include <quartet/concurrent/futures/executor.hpp>
#include <quartet/detail/at_least.hpp>
#include <quartet/detail/map_sources.hpp>

#include <concepts>
#include <functional>
#include <memory>
#include <optional>
#include <ranges>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

namespace quartet::concurrent::futures {

namespace detail {

/// A call in a thread pool: its future and its task in one.
template <class R, class F, class... Args>
class thread_call final : public stored_value<R>, public thread_task
{
public:
    template <class G, class... As>
    explicit thread_call(std::shared_ptr<thread_pool> pool, G&& f, As&&... args)
        : thread_task(std::move(pool))
        , call_(std::in_place, std::forward<G>(f), std::forward<As>(args)...)
    {}

    void help() override { help_own_pool(); }
    void drop(std::exception_ptr why) noexcept override
    {
        if (why == nullptr)
        {
            this->cancel();
        }
        else if (begin())
        {
            call_.reset();
            this->try_fail(std::move(why));
        }
    }

private:
    using packed = std::tuple<F, Args...>;

    bool begin() noexcept override { return future_core::begin(); }
    bool is_over() const noexcept override { return this->is_done(); }
    void discard() noexcept override { call_.reset(); }
    void before_wait() override { enter_wait(); }
    void after_wait() noexcept override { leave_wait(); }

    static R invoke(packed& call)
    {
        return std::apply(
            [](F& f, Args&... args) -> R { return std::invoke(std::move(f), std::move(args)...); },
            call);
    }

    void call() noexcept override
    {
        try
        {
            if constexpr (std::is_void_v<R>)
            {
                invoke(*call_);
                call_.reset();
                this->try_set();
            }
            else
            {
                auto value = invoke(*call_);
                call_.reset();
                this->try_set(std::move(value));
            }
        }
        catch (...)
        {
            call_.reset();
            this->try_fail(std::current_exception());
        }
    }

    std::optional<packed> call_;  // until it was called or cancelled
};

}  // namespace detail

/// Runs calls in threads (Python: `concurrent.futures.ThreadPoolExecutor`).
/**
 * Threads are started when there is something to do and none is idle. Whatever a call throws goes
 * into its future. A call that waits for the future of another one of the same executor runs that
 * itself if it has not begun, so that a full pool never waits for itself.
 *
 * The threads are not daemonic: when the program ends, what was submitted is still done, also that of
 * executors that nobody shut down. If the initializer throws, all pending and further calls fail
 * with BrokenThreadPool.
 *
 * @par Example
 * @code
 * futures::ThreadPoolExecutor ex(4);
 * futures::Future<int> f = ex.submit(square, 7);
 * for (int x : ex.map(square, std::vector{1, 2, 3})) { use(x); }
 * @endcode
 *
 * @par Thread safety
 * Safe, except for destruction.
 *
 * @par Blocking
 * The destructor and shutdown() block the calling thread or greenlet; in a task of the executor
 * itself they do not wait.
 *
 * @par Between processes
 * A forked child has none of its threads; submit() throws RuntimeError there.
 */
class ThreadPoolExecutor : public Executor
{
public:
    /// @param max_workers the most threads; none: cpu_count + 4, at most 32.
    /// @param thread_name_prefix of the names of the threads: "prefix_0", ...
    /// @throws ValueError for less than one.
    explicit ThreadPoolExecutor(
        std::optional<int> max_workers = {}, std::string thread_name_prefix = {})
        : pool_(detail::thread_pool::start(max_workers, std::move(thread_name_prefix), {}))
    {}

    /// Each thread first calls the initializer with copies of these arguments.
    template <class F, class... Args>
    ThreadPoolExecutor(
        std::optional<int> max_workers,
        std::string thread_name_prefix,
        F initializer,
        Args... initargs)
        : pool_(detail::thread_pool::start(
              max_workers,
              std::move(thread_name_prefix),
              [call = std::tuple<F, Args...>(std::move(initializer), std::move(initargs)...)] {
                  auto own = call;
                  std::apply([](F& f, Args&... args) { std::invoke(f, args...); }, own);
              }))
    {}

    ~ThreadPoolExecutor() override
    {
        quartet::detail::agent::uninterruptible const shield;
        shutdown();
    }

    /// Calls f(args...) in a thread. Function and arguments are kept as std::thread keeps them.
    /// @throws RuntimeError after shutdown(). @throws BrokenThreadPool.
    template <class F, class... Args>
    auto submit(F&& f, Args&&... args)
    {
        return submit_to(pool_, std::forward<F>(f), std::forward<Args>(args)...);
    }

    /// f of each element; of several ranges, of the elements at the same place, as long as the
    /// shortest. All is submitted at once. @see MapOptions
    template <class F, std::ranges::input_range... Ranges>
    auto map(F&& f, Ranges&&... ranges)
    {
        return map(MapOptions{}, std::forward<F>(f), std::forward<Ranges>(ranges)...);
    }

    template <class F, std::ranges::input_range... Ranges>
    auto map(MapOptions options, F&& f, Ranges&&... ranges)
    {
        quartet::detail::at_least(1, "chunksize", options.chunksize);
        using R = std::decay_t<
            std::invoke_result_t<std::decay_t<F>&, std::ranges::range_value_t<Ranges>...>>;
        using T = quartet::detail::map_element<R>;
        auto source = std::make_shared<quartet::detail::zipped<Ranges...>>(
            std::in_place, std::forward<Ranges>(ranges)...);
        return map_results<T>(
            options,
            std::function<std::optional<Future<T>>()>(
                [pool = pool_, source, f = std::decay_t<F>(std::forward<F>(f))] {
                    auto args = source->next();
                    return args ? std::optional(submit_to(
                                      pool,
                                      [](auto each, auto with) {
                                          return quartet::detail::apply_each<F, R>(each, with);
                                      },
                                      f,
                                      std::move(*args)))
                                : std::nullopt;
                }),
            std::function<void(T, std::deque<T>&)>(
                [](T value, std::deque<T>& to) { to.push_back(std::move(value)); }));
    }

    void shutdown(bool wait = true, bool cancel_futures = false) override
    {
        pool_->shutdown(wait, cancel_futures);
    }

private:
    template <class F, class... Args>
    static auto submit_to(std::shared_ptr<detail::thread_pool> const& pool, F&& f, Args&&... args)
    {
        static_assert(
            std::is_invocable_v<std::decay_t<F>, std::decay_t<Args>...>,
            "quartet: this function cannot be called with these arguments");
        using R = std::decay_t<std::invoke_result_t<std::decay_t<F>, std::decay_t<Args>...>>;
        auto task =
            std::make_shared<detail::thread_call<R, std::decay_t<F>, std::decay_t<Args>...>>(
                pool, std::forward<F>(f), std::forward<Args>(args)...);
        pool->submit(task);
        return Future<R>(std::move(task));
    }

    std::shared_ptr<detail::thread_pool> pool_;
};

}  // namespace quartet::concurrent::futures

#endif
