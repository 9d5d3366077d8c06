// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_WAIT_HPP
#define QUARTET_ASYNCIO_WAIT_HPP

#include <quartet/asyncio/coroutine.hpp>
#include <quartet/asyncio/detail/wait_core.hpp>
#include <quartet/asyncio/future.hpp>
#include <quartet/timeout.hpp>

#include <concepts>
#include <ranges>
#include <utility>
#include <vector>

namespace quartet::asyncio {

/// What wait() gives; each in the order in which they were given to it.
template <class F>
struct wait_result
{
    std::vector<F> done;
    std::vector<F> pending;
};

/// When wait() returns.
enum class return_when
{
    FIRST_COMPLETED,
    FIRST_EXCEPTION,  ///< or when all are done
    ALL_COMPLETED
};
inline constexpr return_when FIRST_COMPLETED = return_when::FIRST_COMPLETED;
inline constexpr return_when FIRST_EXCEPTION = return_when::FIRST_EXCEPTION;
inline constexpr return_when ALL_COMPLETED = return_when::ALL_COMPLETED;

/// Waits for several futures or tasks (Python: `asyncio.wait`).
/**
 * It cancels none, and throws neither what they have failed with nor TimeoutError. Coroutines are not
 * accepted: who wants to find them in the result makes tasks of them.
 * @param limit seconds. @throws ValueError if there are none. @throws CancelledError
 */
template <std::derived_from<future> F>
Coroutine<wait_result<F>>
wait(std::vector<F> all, quartet::timeout limit = {}, return_when when = ALL_COMPLETED)
{
    if (all.empty())
    {
        throw ValueError("wait: all is empty");
    }
    detail::wait_core waits(all.front().core().loop(), all.size());
    std::size_t wanted = all.size();
    if (when == FIRST_COMPLETED)
    {
        wanted = 1;
    }
    for (F const& each : all)
    {
        waits.add(each.core(), when == FIRST_EXCEPTION);
    }
    co_await waits.until(wanted, limit);
    wait_result<F> result;
    for (F& each : all)
    {
        (each.done() ? result.done : result.pending).push_back(std::move(each));
    }
    co_return result;
}

/// The same for any range of them.
template <std::ranges::input_range R>
requires std::derived_from<std::ranges::range_value_t<R>, future>
auto wait(R const& all, quartet::timeout limit = {}, return_when when = ALL_COMPLETED)
{
    using F = std::ranges::range_value_t<R>;
    return wait(std::vector<F>(std::ranges::begin(all), std::ranges::end(all)), limit, when);
}

/// They in the order in which they end (Python: `asyncio.as_completed`).
/**
 * @par Example
 * @code
 * asyncio::as_completed<int> all(tasks, 2.5);
 * while (auto next = co_await all.next())
 *     std::cout << next->result();
 * @endcode
 */
template <class T>
class as_completed
{
public:
    /// Coroutines and others become tasks. @param limit seconds for all of them.
    template <std::ranges::input_range R>
    explicit as_completed(R&& all, quartet::timeout limit = {})
        : as_completed(futures_of(std::forward<R>(all)), limit, 0)
    {}

    /// The next one that has ended; none after the last.
    /// @throws TimeoutError if none ends in time. @throws CancelledError
    Coroutine<std::optional<Future<T>>> next()
    {
        if (given_ == all_.size())
        {
            co_return std::nullopt;
        }
        co_await waits_.until(given_ + 1, end_.left());
        auto const number = waits_.ended(given_);
        if (!number)
        {
            throw TimeoutError("as_completed: the time is over");
        }
        ++given_;
        co_return all_[*number];
    }

private:
    template <class R>
    static std::vector<Future<T>> futures_of(R&& all)
    {
        std::vector<Future<T>> futures;
        for (auto&& each : all)
        {
            if constexpr (std::is_lvalue_reference_v<R>)
            {
                futures.push_back(ensure_future(each));
            }
            else
            {
                futures.push_back(ensure_future(std::move(each)));
            }
        }
        return futures;
    }

    as_completed(std::vector<Future<T>> all, quartet::timeout limit, int)
        : all_(std::move(all))
        , waits_(get_running_loop().core(), all_.size())
        , end_(limit)
    {
        for (auto const& each : all_)
        {
            waits_.add(each.core(), false);
        }
    }

    std::vector<Future<T>> all_;
    detail::wait_core waits_;
    detail::time_left end_;
    std::size_t given_ = 0;
};

}  // namespace quartet::asyncio

#endif
