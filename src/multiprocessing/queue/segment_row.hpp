// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_QUEUE_SEGMENT_ROW_HPP
#define QUARTET_SRC_MULTIPROCESSING_QUEUE_SEGMENT_ROW_HPP

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <string>

#include "../../detail/shared_segment.hpp"

namespace quartet::multiprocessing::detail {

/// The memories by which a queue grows, "NAME.x0", "NAME.x1" and so on, as this process sees them.
/**
 * Each is mapped at its first use, and stays. There is no mutex in it: another thread could hold
 * that when this one forks, and the child would wait for ever.
 */
class segment_row
{
public:
    static constexpr std::size_t most = 17;

    segment_row(std::shared_ptr<quartet::detail::shared_segment> segment, char letter)
        : segment_(std::move(segment))
        , letter_(letter)
    {}

    /// Where the memory is. @throws OSError when it cannot be mapped.
    std::byte* operator[](unsigned number)
    {
        std::byte* const base = bases_[number].load(std::memory_order_acquire);
        return base != nullptr ? base : map(number);
    }

    /// Makes one, of zeros; needs the repair guard. @throws OSError when /dev/shm has no room.
    /** Who is killed before he told anybody of it leaves a name that the next one replaces. */
    void create(unsigned number, std::size_t bytes);

private:
    std::byte* map(unsigned number);

    std::string name(unsigned number) const
    {
        return segment_->companion(letter_ + std::to_string(number));
    }

    std::shared_ptr<quartet::detail::shared_segment> segment_;
    char letter_;
    std::array<std::atomic<std::byte*>, most> bases_{};
    std::array<quartet::detail::mapping, most> mappings_;  // each set by who set its base
};

}  // namespace quartet::multiprocessing::detail

#endif
