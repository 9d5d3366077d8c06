// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MULTIPROCESSING_IMAP_ITERATOR_HPP
#define QUARTET_MULTIPROCESSING_IMAP_ITERATOR_HPP

#include <quartet/multiprocessing/detail/task.hpp>
#include <quartet/multiprocessing/errors.hpp>

#include <deque>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

namespace quartet::multiprocessing {

/// The results of imap or imap_unordered, one by one (Python: `IMapIterator`).
/**
 * An input range, or call next(). An exception of a task is thrown at its position, and the
 * results after it can be had all the same.
 *
 * @par Thread safety
 * Distinct objects: safe. Shared objects: unsafe.
 */
template <class T>
class IMapIterator
{
public:
    using value_type = T;

    IMapIterator(IMapIterator&&) noexcept = default;
    IMapIterator& operator=(IMapIterator&&) noexcept = default;

    /// The next result; nothing at the end (Python: StopIteration).
    /// @throws TimeoutError when it does not come in time; it may be asked for again.
    std::optional<T> next(timeout limit = {})
    {
        while (chunk_.empty())
        {
            fill();
            if (taken_ == job_->size())
            {
                return {};
            }
            take(limit);
        }
        T result = std::move(chunk_.front());
        chunk_.pop_front();
        return result;
    }

    /// The range itself: begin() gets the first result.
    class iterator
    {
    public:
        using value_type = T;
        using difference_type = std::ptrdiff_t;
        using iterator_concept = std::input_iterator_tag;

        iterator() = default;
        explicit iterator(IMapIterator* of)
            : of_(of)
            , value_(of->next())
        {}

        T& operator*() const { return *value_; }
        iterator& operator++()
        {
            value_ = of_->next();
            return *this;
        }
        void operator++(int) { ++*this; }
        friend bool operator==(iterator const& it, std::default_sentinel_t) { return !it.value_; }

    private:
        IMapIterator* of_ = nullptr;
        mutable std::optional<T> value_;
    };

    iterator begin() { return iterator(this); }
    std::default_sentinel_t end() { return {}; }

private:
    friend class Pool;

    /// @param more adds the next chunk to the job, and says whether there may be further ones.
    IMapIterator(
        std::shared_ptr<detail::job> job,
        bool ordered,
        std::size_t window,
        std::function<bool(detail::job&)> more)
        : job_(std::move(job))
        , more_(std::move(more))
        , window_(window)
        , ordered_(ordered)
    {
        fill();
    }

    /// Sends out chunks while there are fewer than the window allows.
    void fill()
    {
        while (more_ && job_->size() - taken_ < window_)
        {
            if (!more_(*job_))
            {
                more_ = nullptr;
            }
        }
    }

    /// Waits for a chunk.
    void take(timeout const& limit)
    {
        auto const index =
            ordered_ ? (job_->wait_task(taken_, limit) ? std::optional(taken_) : std::nullopt)
                     : job_->wait_completion(taken_, limit);
        if (!index)
        {
            throw TimeoutError("next: the result did not come in time");
        }
        ++taken_;
        detail::job::outcome const done = job_->take(*index);
        if (done.error)
        {
            std::rethrow_exception(done.error);
        }
        quartet::detail::memory_source source(done.result.data(), done.result.size());
        std::vector<T> values;
        detail::load_all(source, values);
        std::move(values.begin(), values.end(), std::back_inserter(chunk_));
    }

    std::shared_ptr<detail::job> job_;
    std::function<bool(detail::job&)> more_;  // empty when the input is at its end
    std::size_t window_;                      // how many chunks are out at most
    std::size_t taken_ = 0;                   // chunks
    std::deque<T> chunk_;                     // results of the last one, not yet given out
    bool ordered_;
};

}  // namespace quartet::multiprocessing

#endif
