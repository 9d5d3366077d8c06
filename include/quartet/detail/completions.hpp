// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_DETAIL_COMPLETIONS_HPP
#define QUARTET_DETAIL_COMPLETIONS_HPP

#include <quartet/detail/wait_queue.hpp>

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace quartet::detail {

/// Hears of things that are ready, by their numbers. Belongs to one who waits for several.
class QUARTET_DECL completions
{
public:
    /// So many numbers can be added without a need for memory, that is without an exception.
    void reserve(std::size_t count) { numbers_.reserve(count); }

    /// May be called with the mutex of such a thing.
    void add(std::size_t number);

    /// The next number, in the order of completion; none when the time is over.
    std::optional<std::size_t> next(deadline const& end);

private:
    friend struct inspection;

    short_mutex mutex_;  // guards the rest
    std::vector<std::size_t> numbers_;
    std::size_t given_ = 0;
    wait_queue waiters_;  // at most one
};

/// Who wants to hear that something is ready. Guarded by the mutex of that.
class watchers
{
public:
    void add(completions& whom, std::size_t number) { all_.emplace_back(&whom, number); }

    void remove(completions& whom) noexcept
    {
        std::erase_if(all_, [&](auto const& each) { return each.first == &whom; });
    }

    /// Tells everybody, once.
    void tell()
    {
        for (auto const& [whom, number] : all_)
        {
            whom->add(number);
        }
        all_.clear();
    }

private:
    friend struct inspection;

    std::vector<std::pair<completions*, std::size_t>> all_;
};

}  // namespace quartet::detail

#endif
