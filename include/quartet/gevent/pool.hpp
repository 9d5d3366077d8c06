// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_POOL_HPP
#define QUARTET_GEVENT_POOL_HPP

#include <quartet/detail/at_least.hpp>
#include <quartet/gevent/errors.hpp>
#include <quartet/gevent/group.hpp>

#include <cstddef>
#include <memory>
#include <optional>

// Python's `gevent.pool`.
namespace quartet::gevent::pool {

using gevent::PoolFull;

/// A Group with a limit: who adds a member to a full one waits (Python: `gevent.pool.Pool`).
/**
 * size() is the number of members, as Python's len(); what Python calls `size` is maxsize().
 *
 * @par Example
 * @code
 * gevent::pool::Pool pool(100);
 * for (std::string const& url : urls) { pool.spawn(fetch, url); }
 * pool.join();
 * for (Page const& page : pool.imap(fetch, urls)) { use(page); }
 * @endcode
 *
 * @par Thread safety
 * Belongs to the thread of its greenlets.
 *
 * @par Blocking
 * As Group; spawn(), add() and start() let other greenlets run while it is full. In a member of a full
 * pool they, and map(), may wait for ever; apply() does not.
 */
class Pool : public Group
{
public:
    /// @param size the most members; none: there is no limit. With 0 nothing runs.
    /// @throws ValueError for less than 0.
    explicit Pool(std::optional<int> size = {})
        : Group(std::make_shared<detail::group_core>(checked(size)))
    {}

    /// A greenlet is a member now, unless it has ended.
    /// @param blocking false: does not wait, and the limit has no meaning. @param limit seconds.
    /// @throws PoolFull if there is no place in time.
    void add(greenlet const& which, bool blocking = true, timeout limit = {}) const
    {
        core().add(which, blocking, limit);
    }

    /// Adds a greenlet, and starts it. @throws PoolFull if there is no place in time.
    void start(greenlet const& which, bool blocking = true, timeout limit = {}) const
    {
        core().add(which, blocking, limit);
        which.start();
    }

    /// Waits until there is a place. @param limit seconds; a negative one counts as 0.
    /// @return false if the time was over before.
    bool wait_available(timeout limit = {}) const { return core().wait_available(limit); }

    /// How many may be added without waiting; without a limit the largest number (Python: 1).
    std::size_t free_count() const noexcept { return core().free(); }

    bool full() const noexcept { return core().is_full(); }

    /// The most members.
    std::optional<std::size_t> maxsize() const noexcept { return core().most(); }

private:
    static std::optional<std::size_t> checked(std::optional<int> size)
    {
        return size ? std::optional<std::size_t>(quartet::detail::at_least(0, "size", *size))
                    : std::nullopt;
    }
};

}  // namespace quartet::gevent::pool

#endif
