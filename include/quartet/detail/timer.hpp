// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_DETAIL_TIMER_HPP
#define QUARTET_DETAIL_TIMER_HPP

#include <chrono>
#include <cstddef>

namespace quartet::detail {

/// Something that shall happen at a time. Lies where its owner likes, who takes it out in time.
class timer
{
public:
    using time_point = std::chrono::steady_clock::time_point;

    /// @param fire is called when it is due and was taken out. Must not throw.
    explicit timer(void (*fire)(timer&)) noexcept
        : fire_(fire)
    {}
    timer(timer const&) = delete;
    timer& operator=(timer const&) = delete;

    bool is_set() const noexcept { return place_ != nowhere; }

private:
    friend class timer_queue;
    static constexpr std::size_t nowhere = std::size_t(-1);

    void (*fire_)(timer&);
    std::size_t place_ = nowhere;
};

}  // namespace quartet::detail

#endif
