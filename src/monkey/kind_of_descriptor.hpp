// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MONKEY_KIND_OF_DESCRIPTOR_HPP
#define QUARTET_SRC_MONKEY_KIND_OF_DESCRIPTOR_HPP

#include <array>
#include <atomic>

namespace quartet::gevent::monkey::detail {

/// Descriptors that were no sockets when somebody tried. Only a hint, which saves another try: a
/// socket that is taken for something else is asked before each call whether it is ready.
inline constinit std::array<std::atomic<bool>, 4096> known_others{};

inline bool may_be_socket(int fd) noexcept
{
    return unsigned(fd) >= known_others.size() ||
           !known_others[unsigned(fd)].load(std::memory_order_relaxed);
}

inline void is_no_socket(int fd) noexcept
{
    if (unsigned(fd) < known_others.size())
    {
        known_others[unsigned(fd)].store(true, std::memory_order_relaxed);
    }
}

inline void forget_kind(int fd) noexcept
{
    if (!may_be_socket(fd))
    {
        known_others[unsigned(fd)].store(false, std::memory_order_relaxed);
    }
}

}  // namespace quartet::gevent::monkey::detail

#endif
