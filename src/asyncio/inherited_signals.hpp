// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_ASYNCIO_INHERITED_SIGNALS_HPP
#define QUARTET_SRC_ASYNCIO_INHERITED_SIGNALS_HPP

namespace quartet::asyncio::detail {

/// Which signals go to loops, and what a forked child makes of that.
/**
 * Asio has one pipe in a process, from its signal handler to its signal_sets. A forked child has the same
 * pipe: what it wrote, the parent would read, and the other way round. So the signals of loops have
 * their default in the child, and it gets a pipe of its own when it handles signals itself.
 */
class inherited_signals
{
public:
    /// Before a signal_set is made. In a forked child, the first time: forgets what Asio had in the
    /// parent, unless somebody has told it of the fork.
    static void forget();

    /// One more loop, or one less, has a handler.
    static void taken(int number) noexcept;
    static void given_back(int number) noexcept;
};

}  // namespace quartet::asyncio::detail

#endif
