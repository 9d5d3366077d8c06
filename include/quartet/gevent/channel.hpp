// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_CHANNEL_HPP
#define QUARTET_GEVENT_CHANNEL_HPP

#include <quartet/detail/cell.hpp>
#include <quartet/detail/next_iterator.hpp>
#include <quartet/errors.hpp>
#include <quartet/gevent/detail/rendezvous.hpp>
#include <quartet/queue/errors.hpp>
#include <quartet/timeout.hpp>

#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace quartet::gevent::queue {

/// A queue without room: put() returns when somebody has got the item (Python:
/// `gevent.queue.Channel`).
/**
 * If put() throws, because the time is over or its greenlet is killed, nobody has got the item; if
 * get() throws, the item is still its putter's. Only if moving T throws in get() it is lost. Both
 * sides are served in the order of their coming.
 *
 * @par Example
 * @code
 * gevent::queue::Channel<int> ch;
 * auto const sum = gevent::spawn([&] { int n = 0; for (int i : ch) { n += i; } return n; });
 * ch.put(1);
 * ch.put(2);
 * ch.shutdown();  // Python: put(StopIteration)
 * @endcode
 *
 * @par Thread safety
 * Safe, except for destruction. It is neither copied nor moved.
 *
 * @par Blocking
 * put() and get() let other greenlets run; on a thread without greenlets they block it.
 */
template <class T>
class Channel
{
public:
    using value_type = T;

    /// @param maxsize only 1. @throws ValueError for another one.
    explicit Channel(int maxsize = 1)
        : core_([](void* from, void* to) noexcept {
            static_cast<place*>(to)->emplace(std::move(*static_cast<cell*>(from)));
        })
    {
        if (maxsize != 1)
        {
            throw ValueError("maxsize: must be 1, but is " + std::to_string(maxsize));
        }
    }

    std::size_t qsize() const noexcept { return 0; }  ///< always 0
    bool empty() const noexcept { return true; }      ///< always
    bool full() const noexcept { return true; }       ///< always
    int maxsize() const noexcept { return 1; }        ///< always 1

    /// How many wait in put(), less how many wait in get().
    int balance() const noexcept { return core_.balance(); }

    /// Gives an item to one who gets.
    /// @param block false: only to one who waits, and the limit has no meaning.
    /// @throws Full when none comes in time. @throws ShutDown @throws ValueError for a negative limit.
    void put(T item, bool block = true, timeout limit = {})
    {
        auto&& lying = quartet::detail::to_cell(item);
        core_.put(std::addressof(lying), block, limit);
    }

    /// put(item, false)
    void put_nowait(T item) { put(std::move(item), false); }

    /// Gets an item of one who puts.
    /// @param block false: only of one who waits, and the limit has no meaning.
    /// @throws Empty when none comes in time. @throws ShutDown @throws ValueError for a negative limit.
    T get(bool block = true, timeout limit = {})
    {
        place got;
        core_.get(&got, block, limit);
        if constexpr (quartet::detail::is_cell_v<T>)
        {
            return std::move(*got);
        }
        else
        {
            return std::move(**got);
        }
    }

    /// get(false)
    T get_nowait() { return get(false); }

    /// From now on put and get throw ShutDown; those who wait, too.
    void shutdown() noexcept { core_.shutdown(); }

    /// The next item, for which it waits; none if the channel is shut down.
    std::optional<T> next()
    {
        try
        {
            return get();
        }
        catch (quartet::queue::ShutDown const&)
        {
            return {};
        }
    }

    /// The items, as next() gives them: an input range. Several may iterate, and share the items.
    auto begin() { return quartet::detail::next_iterator(*this); }
    std::default_sentinel_t end() const noexcept { return {}; }

private:
    using cell = quartet::detail::cell<T>;
    using place = std::optional<cell>;

    detail::rendezvous core_;
};

}  // namespace quartet::gevent::queue

#endif
