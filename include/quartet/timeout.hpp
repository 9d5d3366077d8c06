// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TIMEOUT_HPP
#define QUARTET_TIMEOUT_HPP

#include <quartet/errors.hpp>

#include <chrono>
#include <cmath>
#include <concepts>
#include <limits>
#include <optional>

namespace quartet {

/// How long an operation may take, as every function of the library accepts it.
/**
 * Made from a number of seconds, from any `std::chrono::duration`, or from `std::nullopt`
 * (Python's `None`), which means that there is no limit. Limits longer than about 292 years
 * count as none. A negative limit is kept; most functions treat it as zero.
 *
 * @par Example
 * @code
 * lock.acquire(true, 2.5);
 * lock.acquire(true, 250ms);
 * lock.acquire(true, std::nullopt);
 * @endcode
 */
class timeout
{
public:
    using duration = std::chrono::nanoseconds;

    /// No limit.
    constexpr timeout() noexcept = default;

    /// No limit.
    constexpr timeout(std::nullopt_t) noexcept {}

    /// A number of seconds. @throws ValueError when it is not a number.
    template <class Seconds>
    requires(std::floating_point<Seconds> || std::integral<Seconds>) &&
        (!std::same_as<Seconds, bool>)constexpr timeout(Seconds seconds)
        : timeout(std::chrono::duration<double>(static_cast<double>(seconds)))
    {}

    /// Any duration of `std::chrono`. @throws ValueError when it is not a number.
    template <class Rep, class Period>
    constexpr timeout(std::chrono::duration<Rep, Period> length)
    {
        double const seconds = std::chrono::duration<double>(length).count();
        if (seconds != seconds)
        {
            throw ValueError("timeout: not a number");
        }
        if (seconds < longest)
        {
            length_ =
                seconds > -longest ? std::chrono::duration_cast<duration>(length) : duration::min();
        }
    }

    /// The limit, or nothing when there is none.
    constexpr std::optional<duration> const& limit() const noexcept { return length_; }

private:
    static constexpr double longest = 9.2e9;  // seconds; what 63 bits of nanoseconds hold

    std::optional<duration> length_;
};

}  // namespace quartet

#endif
