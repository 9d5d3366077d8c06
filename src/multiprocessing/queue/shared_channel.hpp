// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_QUEUE_SHARED_CHANNEL_HPP
#define QUARTET_SRC_MULTIPROCESSING_QUEUE_SHARED_CHANNEL_HPP

#include "cell_store.hpp"
#include "queue_order.hpp"
#include "queue_users.hpp"
#include "slot_table.hpp"

#include <quartet/detail/cargo.hpp>
#include <quartet/multiprocessing/detail/channel.hpp>

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

namespace quartet::multiprocessing::detail {

/// A queue between processes. See queue_state.hpp for what is where.
/**
 * put: claims a free slot (writing), stores the value, sets the slot ready, and sends its handle
 * through the message_queue. get: receives a handle, claims its slot (reading) if it still names
 * it, reads the value, frees the slot. Whoever finds the message_queue broken, or one of the
 * users dead, repairs.
 */
class shared_channel final : public channel
{
public:
    explicit shared_channel(std::shared_ptr<quartet::detail::shared_segment> segment);
    ~shared_channel() override;

    std::string depart() override;
    void put(outgoing const&, bool block, timeout const&) override;
    void get(incoming const&, bool block, timeout const&) override;
    std::size_t size() override;
    bool full() override;
    void close() override { closed_ = true; }
    bool closed() const override { return closed_; }
    void task_done() override;
    void join() override;

private:
    /// A slot in the hands of this process.
    struct claim
    {
        slot* where = nullptr;
        slot_handle handle;
        std::uint64_t sequence = 0;
    };

    void require_open() const;

    /// The memory of a value that has one of its own.
    std::string memory_of(claim const& item) const
    {
        return segment_->companion('v' + std::to_string(item.sequence));
    }

    // put
    bool claim_slot(claim&);
    bool find_free_slot(claim&);
    void store(claim const&, outgoing const&);
    void store_elsewhere(claim const&, outgoing const&, std::uint64_t length);
    void keep_pins(claim const&, quartet::detail::cargo&&);
    void drop_delivered_pins();
    void publish(claim const&);

    // get
    bool claim_item(claim&);
    void load(claim const&, incoming const&);
    void release(claim const&);

    // when a process has died
    bool repair_if_somebody_died();
    void repair(std::uint32_t generation);
    std::vector<slot_handle> recover(queue_users::dead_set const& dead);
    void remove_stray_values();

    std::uint64_t occupied();

    std::shared_ptr<quartet::detail::shared_segment> segment_;
    queue_state& state_;
    slot_table slots_;
    cell_store cells_;
    queue_order order_;
    queue_users users_;
    std::atomic<std::uint64_t> next_slot_{0};  // where the search for a free one begins
    std::atomic<bool> closed_{false};

    struct pinned
    {
        slot_handle item;
        std::vector<std::shared_ptr<void const>> pins;
    };
    std::mutex pins_mutex_;  // guards pins_
    std::vector<pinned> pins_;
    std::atomic<bool> has_pins_{false};
};

}  // namespace quartet::multiprocessing::detail

#endif
