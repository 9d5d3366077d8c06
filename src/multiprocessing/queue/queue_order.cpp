// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "queue_order.hpp"

#include "../../detail/os_error.hpp"

namespace quartet::multiprocessing::detail {

namespace ip = quartet::detail::ip;

queue_order::queue_order(std::shared_ptr<quartet::detail::shared_segment> segment)
    : segment_(std::move(segment)), state_(*static_cast<queue_state*>(segment_->data()))
{
}

queue_order::generation* queue_order::present()
{
    for (;;)
    {
        std::uint32_t const number = state_.generation.load(std::memory_order_seq_cst);
        generation* const known = present_.load(std::memory_order_acquire);
        if (known != nullptr && known->number == number)
        {
            return known;
        }
        if (number % 2 != 0)
        {
            return nullptr;
        }
        std::lock_guard const lock(mutex_);
        try
        {
            opened_.push_back(std::make_unique<generation>(name(number), number));
            present_.store(opened_.back().get(), std::memory_order_release);
        }
        catch (ip::interprocess_exception const& error)
        {
            // It may have been replaced since we looked. If not, we cannot open it.
            if (state_.generation.load(std::memory_order_seq_cst) == number)
            {
                quartet::detail::throw_os_error(
                    std::string("queue: ") + error.what(), error.get_native_error());
            }
        }
    }
}

queue_order::outcome queue_order::send(generation& in, slot_handle handle) noexcept
{
    std::uint64_t const bits = handle.bits();
    try
    {
        return in.messages.try_send(&bits, sizeof bits, 0) ? outcome::done : outcome::refused;
    }
    catch (ip::interprocess_exception const&)
    {
        return outcome::broken;
    }
}

queue_order::outcome queue_order::receive(generation& from, slot_handle& handle) noexcept
{
    std::uint64_t bits = 0;
    ip::message_queue::size_type size = 0;
    unsigned priority = 0;
    try
    {
        if (!from.messages.try_receive(&bits, sizeof bits, size, priority))
        {
            return outcome::refused;
        }
    }
    catch (ip::interprocess_exception const&)
    {
        return outcome::broken;
    }
    handle = slot_handle::from_bits(bits);
    return outcome::done;
}

void queue_order::begin() noexcept
{
    state_.generation.store(state_.generation.load() | 1, std::memory_order_seq_cst);
}

// Killed before the last store, it leaves the generation odd and the guard to the next process,
// which begins again. The number that it half made is used again, under the same name.
void queue_order::publish(std::vector<slot_handle> const& handles, std::uint64_t capacity)
{
    std::uint32_t const making = state_.generation.load();
    std::uint32_t const next = making + 1;
    ip::message_queue::remove(name(next).c_str());
    // A store into memory that cannot be had is a SIGBUS, so ask for it first.
    constexpr std::size_t bytes_a_message = 64;  // more than it needs
    if (!quartet::detail::has_shared_memory((capacity + 64) * bytes_a_message))
    {
        // The old one goes on as it was.
        state_.generation.store(making - 1, std::memory_order_seq_cst);
        quartet::detail::throw_os_error("queue: no room in /dev/shm", ENOSPC);
    }
    try
    {
        ip::message_queue queue(
            ip::create_only, name(next).c_str(), capacity, sizeof(std::uint64_t), ip::permissions(0600));
        for (slot_handle const handle : handles)
        {
            std::uint64_t const bits = handle.bits();
            queue.try_send(&bits, sizeof bits, 0);
        }
    }
    catch (ip::interprocess_exception const& error)
    {
        state_.generation.store(making - 1, std::memory_order_seq_cst);
        quartet::detail::throw_os_error(
            std::string("queue: ") + error.what(), error.get_native_error());
    }
    state_.generation.store(next, std::memory_order_seq_cst);
    // The one before an odd number is the one below; at the very first there is none.
    ip::message_queue::remove(name(making - 1).c_str());
}

}  // namespace quartet::multiprocessing::detail
