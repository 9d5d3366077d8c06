// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MONKEY_ELSEWHERE_HPP
#define QUARTET_SRC_MONKEY_ELSEWHERE_HPP

#include <cstddef>
#include <functional>

namespace quartet::gevent::monkey::detail {

/// Calls it in another thread: what the C library does only in a thread that it blocks, perhaps until
/// another such call has done what it waits for. The threads of a ThreadPool are waited for when the
/// program ends; somebody who reads from a terminal must not keep it from ending.
/// @throws OSError, std::bad_alloc if there can be no thread.
void run_elsewhere(std::function<void()> job);

/// How many have not ended.
std::size_t count_elsewhere() noexcept;

}  // namespace quartet::gevent::monkey::detail

#endif
