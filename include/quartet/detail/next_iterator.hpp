// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_DETAIL_NEXT_ITERATOR_HPP
#define QUARTET_DETAIL_NEXT_ITERATOR_HPP

#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

namespace quartet::detail {

/// Walks through what has a next(), which gives an std::optional<value_type>, none at the end.
template <class Source>
class next_iterator
{
public:
    using value_type = typename Source::value_type;
    using difference_type = std::ptrdiff_t;

    /// At the first, which it waits for.
    explicit next_iterator(Source& of)
        : of_(std::addressof(of))
    {
        ++*this;
    }

    value_type& operator*() const noexcept { return *item_; }
    value_type* operator->() const noexcept { return std::addressof(*item_); }

    /// @throws what next() throws; a further call goes on after that.
    next_iterator& operator++()
    {
        item_.reset();
        if (auto next = of_->next())
        {
            item_.emplace(std::move(*next));
        }
        return *this;
    }
    void operator++(int) { ++*this; }

    bool operator==(std::default_sentinel_t) const noexcept { return !item_; }

private:
    Source* of_;
    mutable std::optional<value_type> item_;
};

}  // namespace quartet::detail

#endif
