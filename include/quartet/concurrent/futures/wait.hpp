// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_CONCURRENT_FUTURES_WAIT_HPP
#define QUARTET_CONCURRENT_FUTURES_WAIT_HPP

#include <quartet/concurrent/futures/future.hpp>

#include <initializer_list>
#include <memory>
#include <ranges>
#include <string>
#include <unordered_set>
#include <vector>

namespace quartet::concurrent::futures {

/// When wait() returns.
enum class return_when
{
    FIRST_COMPLETED,  ///< when one is finished or cancelled
    FIRST_EXCEPTION,  ///< when one ends with an exception; if none does, as ALL_COMPLETED
    ALL_COMPLETED     ///< when all are finished or cancelled
};
using enum return_when;

/// What wait() gives.
template <class T>
struct DoneAndNotDoneFutures
{
    std::vector<Future<T>> done;
    std::vector<Future<T>> not_done;
};

namespace detail {

/// The value type of the futures of a range.
template <class Range>
using future_value_t = typename std::ranges::range_value_t<Range>::value_type;

/// Futures without duplicates, in their order, as they become done.
template <class T>
class watched_futures
{
public:
    template <class Range>
    explicit watched_futures(Range&& range)
    {
        std::unordered_set<future_core*> seen;
        for (Future<T> const& each : range)
        {
            if (seen.insert(&each.core()).second)
            {
                all.push_back(each);
            }
        }
        news.reserve(all.size());
        for (std::size_t i = 0; i != all.size(); ++i)
        {
            all[i].core().watch(news, i);
        }
    }
    ~watched_futures()
    {
        for (Future<T> const& each : all)
        {
            each.core().forget(news);
        }
    }
    watched_futures(watched_futures const&) = delete;
    watched_futures& operator=(watched_futures const&) = delete;

    /// The next that is done; null when the time is over.
    Future<T> const* next(quartet::detail::deadline const& end)
    {
        auto number = news.next(quartet::detail::deadline(0));
        // What belongs to the pool of the calling task is done by the calling task.
        for (; !number && end.is_unlimited() && helped_ != all.size(); ++helped_)
        {
            all[helped_].core().help();
            number = news.next(quartet::detail::deadline(0));
        }
        if (!number && !end.expired())
        {
            for (; checked_ != all.size(); ++checked_)
            {
                all[checked_].core().require_waitable();
            }
            number = news.next(end);
        }
        return number ? &all[*number] : nullptr;
    }

    std::vector<Future<T>> all;
    completions news;

private:
    std::size_t helped_ = 0;
    std::size_t checked_ = 0;
};

}  // namespace detail

/// Waits for several futures (Python: `concurrent.futures.wait`).
/**
 * Duplicates count once. A limit that runs out is no error: the others are in `not_done`.
 *
 * @param limit seconds; a negative one counts as 0.
 */
template <std::ranges::input_range Range>
auto wait(Range&& fs, timeout limit = {}, return_when when = ALL_COMPLETED)
    -> DoneAndNotDoneFutures<detail::future_value_t<Range>>
{
    using T = detail::future_value_t<Range>;
    quartet::detail::deadline const end(limit);
    detail::watched_futures<T> watched(fs);
    for (std::size_t left = watched.all.size(); left != 0; --left)
    {
        Future<T> const* const done = watched.next(end);
        if (done == nullptr || when == FIRST_COMPLETED ||
            (when == FIRST_EXCEPTION && !done->cancelled() && done->exception()))
        {
            break;
        }
    }
    DoneAndNotDoneFutures<T> result;
    for (Future<T> const& each : watched.all)
    {
        (each.done() ? result.done : result.not_done).push_back(each);
    }
    return result;
}

template <class T>
auto wait(std::initializer_list<Future<T>> fs, timeout limit = {}, return_when when = ALL_COMPLETED)
{
    return wait(std::vector<Future<T>>(fs), limit, when);
}

/// What as_completed() gives: an input range.
template <class T>
class completed_futures
{
public:
    class iterator
    {
    public:
        using value_type = Future<T>;
        using difference_type = std::ptrdiff_t;

        Future<T> const& operator*() const { return *of_->current_; }
        Future<T> const* operator->() const { return of_->current_; }
        iterator& operator++()
        {
            of_->advance();
            return *this;
        }
        void operator++(int) { ++*this; }
        bool operator==(std::default_sentinel_t) const { return of_->current_ == nullptr; }

    private:
        friend class completed_futures;
        explicit iterator(completed_futures* of)
            : of_(of)
        {}
        completed_futures* of_;
    };

    template <class Range>
    completed_futures(Range&& fs, timeout const& limit)
        : end_(limit)
        , watched_(std::make_unique<detail::watched_futures<T>>(fs))
        , left_(watched_->all.size())
    {}

    /// Waits for the first.
    iterator begin()
    {
        advance();
        return iterator(this);
    }
    std::default_sentinel_t end() const noexcept { return {}; }

private:
    void advance()
    {
        current_ = nullptr;
        if (left_ != 0)
        {
            current_ = watched_->next(end_);
            if (current_ == nullptr)
            {
                throw TimeoutError(
                    std::to_string(left_) + " (of " + std::to_string(watched_->all.size()) +
                    ") futures unfinished");
            }
            --left_;
        }
    }

    quartet::detail::deadline end_;
    std::unique_ptr<detail::watched_futures<T>> watched_;
    std::size_t left_;
    Future<T> const* current_ = nullptr;
};

/// The futures as they are finished or cancelled, each once; those that are already come first
/// (Python: `concurrent.futures.as_completed`).
/**
 * @param limit seconds, from this call on. @throws TimeoutError, while iterating, when it is over.
 *
 * @par Example
 * @code
 * for (futures::Future<int> const& f : futures::as_completed(all)) { use(f.result()); }
 * @endcode
 */
template <std::ranges::input_range Range>
auto as_completed(Range&& fs, timeout limit = {})
{
    return completed_futures<detail::future_value_t<Range>>(fs, limit);
}

}  // namespace quartet::concurrent::futures

#endif
