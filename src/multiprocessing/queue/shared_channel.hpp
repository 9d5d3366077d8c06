// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_QUEUE_SHARED_CHANNEL_HPP
#define QUARTET_SRC_MULTIPROCESSING_QUEUE_SHARED_CHANNEL_HPP

#include <quartet/detail/cargo.hpp>
#include <quartet/multiprocessing/detail/channel.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include "cell_store.hpp"
#include "pin_list.hpp"
#include "queue_order.hpp"
#include "queue_users.hpp"
#include "slot_table.hpp"

namespace quartet::multiprocessing::detail {

/// A queue between processes. See queue_state.hpp for what is where.
/**
 * put: claims a free slot (writing), stores the value, sets the slot ready, and sends its handle
 * through the message_queue. get: receives a handle, claims its slot (reading) if it still names
 * it, reads the value, frees the slot. Whoever finds the message_queue broken, or one of the
 * users dead, repairs.
 *
 * There is no mutex of one process in it, only the repair guard, which knows its owner: a child
 * that a thread forks while another one is in the queue finds nothing locked for ever.
 */
class shared_channel final : public channel
{
public:
    explicit shared_channel(std::shared_ptr<quartet::detail::shared_segment> segment);
    ~shared_channel() override { drop_delivered_pins(); }

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
    void enter();

    /// Whether an item is in the queue, or on its way in or out.
    bool is_there(slot_handle item)
    {
        return item.names(slot_word(slots_[item.index()].word.load(std::memory_order_acquire)));
    }

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
    std::optional<std::uint64_t> allocate_cells(claim const&, std::uint64_t length);
    void publish(claim const&);
    void send(claim const&);
    bool retract(claim const&);
    void drop_delivered_pins();

    // get
    bool claim_item(claim&);
    bool claim_named(slot_handle, claim&);
    quartet::detail::mapping reach(claim const&);
    void load(claim const&, quartet::detail::mapping const&, incoming const&);
    void give_back(claim const&);
    void finish(claim const&);

    /// The end of an item, got or never put.
    void release(claim const&);

    // when a process has died
    bool repair_if_somebody_died();
    bool look();
    void finish_generation();
    void replace_generation(std::uint32_t number);
    void make_generation();
    std::vector<slot_handle> recover(queue_users::dead_set const& dead);
    void remove_stray_values();

    std::uint64_t occupied();
    bool is_all_done();

    pin_list pins_;  // the first, because the last to go: see there
    std::shared_ptr<quartet::detail::shared_segment> segment_;
    queue_state& state_;
    slot_table slots_;
    cell_store cells_;
    queue_order order_;
    queue_users users_;
    std::atomic<std::uint64_t> next_slot_{0};  // where the search for a free one begins
    std::atomic<std::uint64_t> last_busy_{0};  // a slot that was not free, for join
    std::atomic<bool> closed_{false};
};

}  // namespace quartet::multiprocessing::detail

#endif
