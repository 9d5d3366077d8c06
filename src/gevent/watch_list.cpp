// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/gevent/detail/watch_list.hpp>

#include <string>

namespace quartet::gevent::detail {

void throw_empty(std::size_t number)
{
    throw ValueError("objects: number " + std::to_string(number) + " refers to nothing");
}

watch_list::~watch_list()
{
    for (std::size_t i = 0; i != watching_; ++i)
    {
        all_[i].forget(news_);
    }
}

std::optional<std::size_t> watch_list::next(quartet::detail::deadline const& end)
{
    if (watching_ == 0)
    {
        news_.reserve(all_.size());
    }
    for (; watching_ != all_.size(); ++watching_)
    {
        all_[watching_].watch(news_, watching_);
    }
    return news_.next(end);
}

}  // namespace quartet::gevent::detail
