// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "queue_order.hpp"

#include "../../detail/os_error.hpp"

namespace quartet::multiprocessing::detail {

namespace ip = quartet::detail::ip;

namespace {

void close_all(queue_order::generation* newest)
{
    while (newest != nullptr)
    {
        std::unique_ptr<queue_order::generation> const closing(newest);
        newest = closing->older;
    }
}

}  // namespace

queue_order::queue_order(std::shared_ptr<quartet::detail::shared_segment> segment)
    : segment_(std::move(segment))
    , state_(*static_cast<queue_state*>(segment_->data()))
{}

queue_order::~queue_order()
{
    close_all(opened_);
}

// Closes the older ones if nobody else is here: who comes later sees only the newest. (A child that
// was forked while another thread was here never closes them.)
queue_order::visit::~visit()
{
    generation* const newest = order_.opened_.load(std::memory_order_seq_cst);
    if (newest != nullptr && newest->older.load(std::memory_order_relaxed) != nullptr &&
        order_.visitors_.load(std::memory_order_seq_cst) == 1)
    {
        close_all(newest->older.exchange(nullptr));
    }
    order_.visitors_.fetch_sub(1, std::memory_order_seq_cst);
}

queue_order::generation* queue_order::visit::present()
{
    for (;;)
    {
        std::uint32_t const number = order_.state_.generation.load(std::memory_order_seq_cst);
        generation* newest = order_.opened_.load(std::memory_order_seq_cst);
        if (newest != nullptr && newest->number == number)
        {
            return newest;
        }
        if (number % 2 != 0)
        {
            return nullptr;
        }
        if (auto next = order_.open(number))
        {
            next->older = newest;
            if (order_.opened_.compare_exchange_strong(newest, next.get()))
            {
                static_cast<void>(next.release());
            }
        }
    }
}

/// @return nothing when there is a newer one.
std::unique_ptr<queue_order::generation> queue_order::open(std::uint32_t number) const
{
    try
    {
        return std::make_unique<generation>(name(number), number);
    }
    catch (ip::interprocess_exception const& error)
    {
        if (state_.generation.load(std::memory_order_seq_cst) != number)
        {
            return nullptr;
        }
        quartet::detail::throw_os_error(
            std::string("queue: ") + error.what(), error.get_native_error());
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

// It is odd already if who made it so was killed; then the guard has come to us, and we go on.
void queue_order::begin() noexcept
{
    state_.generation.store(state_.generation.load() | 1, std::memory_order_seq_cst);
}

// The message_queue below an odd number is removed only after that number is gone, so it is there.
void queue_order::abandon() noexcept
{
    state_.generation.store(state_.generation.load() - 1, std::memory_order_seq_cst);
}

// Killed before the second-last line, it leaves the generation odd and the guard to the next
// process, which begins again. The number that it half made is used again, under the same name.
// Killed before the last one, it leaves a name that goes with the queue.
void queue_order::publish(std::vector<slot_handle> const& handles, std::uint64_t capacity)
{
    std::uint32_t const making = state_.generation.load();
    std::uint32_t const next = making + 1;
    ip::message_queue::remove(name(next).c_str());
    try
    {
        // Its memory is reserved (BOOST_INTERPROCESS_POSIX_FALLOCATE), so no store is a SIGBUS.
        ip::message_queue queue(
            ip::create_only,
            name(next).c_str(),
            capacity,
            sizeof(std::uint64_t),
            ip::permissions(0600));
        for (slot_handle const handle : handles)
        {
            std::uint64_t const bits = handle.bits();
            queue.try_send(&bits, sizeof bits, 0);
        }
    }
    catch (ip::interprocess_exception const& error)
    {
        ip::message_queue::remove(name(next).c_str());
        quartet::detail::throw_os_error(
            std::string("queue: making its order: ") + error.what(), error.get_native_error());
    }
    state_.generation.store(next, std::memory_order_seq_cst);
    ip::message_queue::remove(name(making - 1).c_str());  // at the very first there is none
}

}  // namespace quartet::multiprocessing::detail
