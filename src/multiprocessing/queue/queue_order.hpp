// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_QUEUE_QUEUE_ORDER_HPP
#define QUARTET_SRC_MULTIPROCESSING_QUEUE_QUEUE_ORDER_HPP

#include "../../detail/interprocess.hpp"
#include "../../detail/shared_segment.hpp"
#include "queue_state.hpp"

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace quartet::multiprocessing::detail {

/// The order of a queue's items: its message_queue of the present generation.
/**
 * Only try_send and try_receive are called on it. A process that is killed inside them leaves a
 * broken mutex, at which the others throw; that is the outcome `broken`.
 */
class queue_order
{
public:
    /// One message_queue, as this process has it open.
    struct generation
    {
        generation(std::string const& name, std::uint32_t n)
            : number(n), messages(quartet::detail::ip::open_only, name.c_str())
        {
        }

        std::uint32_t number;
        quartet::detail::ip::message_queue messages;
    };

    enum class outcome
    {
        done,
        refused,  ///< full, or empty
        broken
    };

    explicit queue_order(std::shared_ptr<quartet::detail::shared_segment> segment);

    /// The present generation, opened; nothing while the next one is being made.
    generation* present();

    static outcome send(generation&, slot_handle) noexcept;
    static outcome receive(generation&, slot_handle&) noexcept;

    /// Makes the next generation out of the handles given; needs the repair guard.
    /** From begin() on present() is nothing, so that nobody puts his handle before theirs. */
    void begin() noexcept;
    void publish(std::vector<slot_handle> const& handles, std::uint64_t capacity);

private:
    std::string name(std::uint32_t number) const
    {
        return segment_->companion('q' + std::to_string(number));
    }

    std::shared_ptr<quartet::detail::shared_segment> segment_;
    queue_state& state_;
    std::atomic<generation*> present_{nullptr};
    std::mutex mutex_;  // guards opened_
    // Old ones stay open, because another thread may be in one; there are few.
    std::vector<std::unique_ptr<generation>> opened_;
};

}  // namespace quartet::multiprocessing::detail

#endif
