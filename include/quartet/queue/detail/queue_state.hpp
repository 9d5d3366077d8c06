// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_QUEUE_DETAIL_QUEUE_STATE_HPP
#define QUARTET_QUEUE_DETAIL_QUEUE_STATE_HPP

#include <cstddef>
#include <limits>

namespace quartet::queue::detail {

/// What is allowed to whom: how many items there are, how many are not dealt with, shut down?
/** Counts only; holds no items, threads or clock. */
class queue_state
{
public:
    enum class answer
    {
        yes,
        later,  ///< when others have done something
        never,  ///< it is shut down
    };

    /// @param maxsize the most items; no limit if it is not above 0.
    explicit queue_state(int maxsize) noexcept
        : maxsize_(maxsize)
    {}

    std::size_t size() const noexcept { return size_; }

    /// Whether so many items are as many as there may be.
    static bool is_full(std::size_t size, int maxsize) noexcept
    {
        return maxsize > 0 && size >= std::size_t(maxsize);
    }

    /// How many more may be put.
    std::size_t room() const noexcept
    {
        return maxsize_ <= 0              ? std::numeric_limits<std::size_t>::max()
               : is_full(size_, maxsize_) ? 0
                                          : std::size_t(maxsize_) - size_;
    }

    /// Items that are there stay, also if they are more.
    void maxsize(int value) noexcept { maxsize_ = value; }

    answer may_put() const noexcept
    {
        return is_shut_ ? answer::never : is_full(size_, maxsize_) ? answer::later : answer::yes;
    }

    answer may_get() const noexcept
    {
        return size_ != 0 ? answer::yes : is_shut_ ? answer::never : answer::later;
    }

    /// An item was put. may_put() was yes.
    void count_put() noexcept
    {
        ++size_;
        ++unfinished_;
    }

    /// An item was got. may_get() was yes.
    void count_got() noexcept { --size_; }

    bool is_all_done() const noexcept { return unfinished_ == 0; }

    /// An item that was got is dealt with.
    /// @return false, and nothing has changed, if all items that were got had been dealt with.
    bool count_done() noexcept
    {
        if (unfinished_ == 0)
        {
            return false;
        }
        --unfinished_;
        return true;
    }

    /// Nothing is put any more.
    void shut_down() noexcept { is_shut_ = true; }

    /// The items that are there are thrown away, and dealt with.
    void count_discarded() noexcept
    {
        // task_done() may have been called without a get().
        unfinished_ -= size_ < unfinished_ ? size_ : unfinished_;
        size_ = 0;
    }

private:
    int maxsize_;
    std::size_t size_ = 0;
    std::size_t unfinished_ = 0;  // put, and not counted as done
    bool is_shut_ = false;
};

}  // namespace quartet::queue::detail

#endif
