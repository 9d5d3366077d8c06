// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_QUEUE_PIN_LIST_HPP
#define QUARTET_SRC_MULTIPROCESSING_QUEUE_PIN_LIST_HPP

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "slot_word.hpp"

namespace quartet::multiprocessing::detail {

/// A list that threads add to, and that one of them takes as a whole.
/** There is no mutex: another thread could hold it when this one forks, and the child would wait
 * for ever. Node has a member `Node* next`. */
template <class Node>
class shared_stack
{
public:
    void push(std::unique_ptr<Node> node) noexcept
    {
        node->next = first_.load(std::memory_order_relaxed);
        while (!first_.compare_exchange_weak(node->next, node.get(), std::memory_order_acq_rel))
        {}
        static_cast<void>(node.release());
    }

    bool empty() const noexcept { return first_.load(std::memory_order_relaxed) == nullptr; }

    /// Takes all nodes, and puts those back that are still wanted.
    template <class Wanted>
    void filter(Wanted wanted)
    {
        Node* rest = first_.exchange(nullptr, std::memory_order_acq_rel);
        while (rest != nullptr)
        {
            std::unique_ptr<Node> node(rest);
            rest = rest->next;
            if (wanted(*node))
            {
                push(std::move(node));
            }
        }
    }

private:
    std::atomic<Node*> first_{nullptr};
};

/// What the items that this process put have with them: the objects whose handles they hold.
/**
 * They live until the item is got. When the queue's handles are gone from this process before
 * that, until the queue itself is gone, or this process exits.
 */
class pin_list
{
public:
    using pins = std::vector<std::shared_ptr<void const>>;

    explicit pin_list(std::string queue)
        : queue_(std::move(queue))
    {}

    /// Must come when this process has the queue open no more.
    ~pin_list();

    /// @param is_there whether the item of a handle is still in the queue; must not throw.
    template <class IsThere>
    void keep(slot_handle item, pins&& with, IsThere is_there)
    {
        entries_.push(std::unique_ptr<entry>(new entry{item, std::move(with), nullptr}));
        // Not each time: the list may be long.
        if (++count_ > limit_)
        {
            drop_delivered(is_there);
        }
    }

    /// Lets go what items had that are gone.
    template <class IsThere>
    void drop_delivered(IsThere is_there)
    {
        std::size_t kept = 0;
        entries_.filter([&](entry const& each) {
            bool const there = is_there(each.item);
            kept += there;
            return there;
        });
        count_ = kept;
        limit_ = 2 * kept;
    }

private:
    struct entry
    {
        slot_handle item;
        pins with;
        entry* next;
    };

    /// What a pin_list left behind.
    struct estate
    {
        std::string queue;
        pins with;
        estate* next;
    };
    static void settle_estates();
    static shared_stack<estate> estates_;

    std::string queue_;
    shared_stack<entry> entries_;
    // Both roughly, when several threads put.
    std::atomic<std::size_t> count_{0};
    std::atomic<std::size_t> limit_{0};
};

}  // namespace quartet::multiprocessing::detail

#endif
