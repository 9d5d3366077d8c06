// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_QUEUE_QUEUE_ORDER_HPP
#define QUARTET_SRC_MULTIPROCESSING_QUEUE_QUEUE_ORDER_HPP

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "../../detail/interprocess.hpp"
#include "../../detail/shared_segment.hpp"
#include "queue_state.hpp"

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
            : number(n)
            , messages(quartet::detail::ip::open_only, name.c_str())
        {}

        std::uint32_t const number;
        quartet::detail::ip::message_queue messages;
        std::atomic<generation*> older{nullptr};  // opened before this one, and not yet closed
    };

    enum class outcome
    {
        done,
        refused,  ///< full, or empty
        broken
    };

    /// While it lives, no generation that it gave is closed.
    class visit
    {
    public:
        explicit visit(queue_order& order) noexcept
            : order_(order)
        {
            order_.visitors_.fetch_add(1, std::memory_order_seq_cst);
        }
        ~visit();
        visit(visit const&) = delete;
        visit& operator=(visit const&) = delete;

        /// The present generation, opened; nothing while the next one is being made.
        /// @throws OSError when it cannot be opened.
        generation* present();

    private:
        queue_order& order_;
    };

    explicit queue_order(std::shared_ptr<quartet::detail::shared_segment> segment);
    ~queue_order();

    static outcome send(generation&, slot_handle) noexcept;
    static outcome receive(generation&, slot_handle&) noexcept;

    // The making of a generation; needs the repair guard.

    /// From here on present() is nothing, so that nobody puts his handle before the others'.
    void begin() noexcept;

    /// Makes the next generation out of the handles given. @throws OSError.
    void publish(std::vector<slot_handle> const& handles, std::uint64_t capacity);

    /// The one before goes on as it was.
    void abandon() noexcept;

private:
    std::string name(std::uint32_t number) const
    {
        return segment_->companion('q' + std::to_string(number));
    }

    std::unique_ptr<generation> open(std::uint32_t number) const;

    std::shared_ptr<quartet::detail::shared_segment> segment_;
    queue_state& state_;
    std::atomic<generation*> opened_{nullptr};  // the newest that this process has opened
    std::atomic<unsigned> visitors_{0};         // threads that may be using one of them
};

}  // namespace quartet::multiprocessing::detail

#endif
