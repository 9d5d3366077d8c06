// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_DETAIL_PLACES_HPP
#define QUARTET_GEVENT_DETAIL_PLACES_HPP

#include <quartet/detail/config.hpp>
#include <quartet/detail/deadline.hpp>
#include <quartet/detail/short_mutex.hpp>
#include <quartet/detail/wait_queue.hpp>

#include <cstddef>
#include <optional>

namespace quartet::gevent::detail {

/// So many may be in at once; others wait to get in, or for all to have left.
/**
 * Who leaves hands his place to the one who has waited longest. So who was woken has a place, also
 * when he is killed before he goes on.
 */
class QUARTET_DECL places
{
public:
    using deadline = quartet::detail::deadline;

    /// @param most none: there is no limit.
    explicit places(std::optional<std::size_t> most = {}) noexcept
        : most_(most)
    {}
    places(places const&) = delete;
    places& operator=(places const&) = delete;

    /// Takes a place, for which it waits. @return false if the time was over before.
    bool enter(deadline const& end, char const* what);

    /// Gives a place back.
    void leave() noexcept;

    /// Waits until a place is free, without taking it. @return false if the time was over before.
    bool wait_available(deadline const& end, char const* what);

    /// Waits until nobody is in. @return false if the time was over before.
    bool wait_empty(deadline const& end, char const* what);

    std::size_t taken() const noexcept;
    std::optional<std::size_t> most() const noexcept;

    /// Those who are in stay, also if they are more.
    void most(std::optional<std::size_t> value) noexcept;

private:
    using lock_type = std::unique_lock<quartet::detail::short_mutex>;

    bool is_free() const noexcept { return !most_ || taken_ < *most_; }

    mutable quartet::detail::short_mutex mutex_;  // guards the rest
    std::optional<std::size_t> most_;
    std::size_t taken_ = 0;
    quartet::detail::wait_queue comers_;
    quartet::detail::wait_queue lookers_;
    quartet::detail::wait_queue joiners_;
};

}  // namespace quartet::gevent::detail

#endif
