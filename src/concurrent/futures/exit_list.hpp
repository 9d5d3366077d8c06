// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_CONCURRENT_FUTURES_EXIT_LIST_HPP
#define QUARTET_SRC_CONCURRENT_FUTURES_EXIT_LIST_HPP

#include <memory>

namespace quartet::concurrent::futures::detail {

/// What is told when the program ends, before its threads are joined.
class exit_listener
{
public:
    virtual ~exit_listener() = default;
    virtual void at_exit() noexcept = 0;
};

/// For as long as it lives.
void listen_to_exit(std::weak_ptr<exit_listener> listener);

}  // namespace quartet::concurrent::futures::detail

#endif
