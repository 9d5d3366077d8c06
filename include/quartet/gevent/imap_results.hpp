// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_IMAP_RESULTS_HPP
#define QUARTET_GEVENT_IMAP_RESULTS_HPP

#include <quartet/detail/next_iterator.hpp>
#include <quartet/gevent/detail/imap_state.hpp>
#include <quartet/gevent/greenlet.hpp>

#include <cstddef>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <utility>

namespace quartet::gevent {

/// The keyword arguments of imap and imap_unordered: `pool.imap({.maxsize = 10}, f, range)`
struct ImapOptions
{
    /// The most calls that run or have results that nobody took; none: there is no limit.
    std::optional<int> maxsize = {};
};

/// The results of imap and imap_unordered: an input range.
/**
 * The calls are begun while somebody waits, in a greenlet of their own. When the object is destroyed,
 * no more are begun, and nothing refers to the ranges any more; calls that were begun go on.
 *
 * A call that throws does so in next(), or `++` of an iterator, when it is its result's turn. Another
 * next() goes on with the following one.
 *
 * @par Thread safety
 * Belongs to one greenlet.
 *
 * @par Blocking
 * next(), begin() and `++` let other greenlets run.
 */
template <class T>
class imap_results
{
public:
    using value_type = T;

    imap_results(
        bool is_ordered,
        std::shared_ptr<detail::imap_state<T>> state,
        Greenlet<void> feeder) noexcept
        : is_ordered_(is_ordered)
        , state_(std::move(state))
        , feeder_(std::move(feeder))
    {}

    imap_results(imap_results&& other) noexcept
        : is_ordered_(other.is_ordered_)
        , state_(std::move(other.state_))
        , feeder_(std::exchange(other.feeder_, {}))
        , early_(std::move(other.early_))
        , given_(other.given_)
        , total_(other.total_)
    {}
    imap_results& operator=(imap_results&&) = delete;

    ~imap_results()
    {
        if (feeder_ && !feeder_.ready())
        {
            quartet::detail::agent::uninterruptible const shield;
            feeder_.kill();
        }
    }

    /// The next result, for which it waits; none at the end. @throws what the call threw, or what a
    /// range did, which is the last. @throws GreenletExit for a call that was killed.
    std::optional<T> next();

    /// Waits for the first.
    auto begin() { return quartet::detail::next_iterator(*this); }
    std::default_sentinel_t end() const noexcept { return {}; }

private:
    using result = typename detail::imap_state<T>::result;

    T give(result what)
    {
        ++given_;
        state_->unread.leave();
        return std::move(what).value();
    }

    bool const is_ordered_;
    std::shared_ptr<detail::imap_state<T>> state_;
    Greenlet<void> feeder_;
    std::map<std::size_t, result> early_;  // whose turn has not come
    std::size_t given_ = 0;
    std::optional<std::size_t> total_;  // when it is known
};

template <class T>
std::optional<T> imap_results<T>::next()
{
    for (;;)
    {
        if (auto const turn = early_.find(given_); turn != early_.end())
        {
            return give(std::move(early_.extract(turn).mapped()));
        }
        if (total_ == given_)
        {
            return {};
        }
        auto news = state_->news.get();
        if (!news.what)
        {
            total_ = news.number;
        }
        else if (is_ordered_)
        {
            early_.emplace(news.number, std::move(*news.what));
        }
        else
        {
            return give(std::move(*news.what));
        }
    }
}

}  // namespace quartet::gevent

#endif
