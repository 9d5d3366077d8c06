// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_POOL_BYTE_RING_HPP
#define QUARTET_SRC_MULTIPROCESSING_POOL_BYTE_RING_HPP

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace quartet::multiprocessing::detail {

/// Bytes from one thread to one other, in shared memory, without a lock.
/**
 * What was written stays readable when its writer is killed, and nothing else does: the counter
 * moves after the bytes are there.
 */
class byte_ring
{
public:
    static constexpr std::size_t capacity = std::size_t(1) << 20;

    /// Writes as much as fits. @return how much.
    std::size_t write(char const* data, std::size_t size) noexcept
    {
        std::uint64_t const written = written_.load(std::memory_order_relaxed);
        std::uint64_t const read = read_.load(std::memory_order_acquire);
        std::size_t const part = std::min(size, capacity - static_cast<std::size_t>(written - read));
        std::size_t const at = written % capacity;
        std::size_t const first = std::min(part, capacity - at);
        std::memcpy(bytes_ + at, data, first);
        std::memcpy(bytes_, data + first, part - first);
        written_.store(written + part, std::memory_order_release);
        return part;
    }

    /// Reads what there is, up to `size`. @return how much.
    std::size_t read(char* data, std::size_t size) noexcept
    {
        std::uint64_t const read = read_.load(std::memory_order_relaxed);
        std::uint64_t const written = written_.load(std::memory_order_acquire);
        std::size_t const part = std::min(size, static_cast<std::size_t>(written - read));
        std::size_t const at = read % capacity;
        std::size_t const first = std::min(part, capacity - at);
        std::memcpy(data, bytes_ + at, first);
        std::memcpy(data + first, bytes_, part - first);
        read_.store(read + part, std::memory_order_release);
        return part;
    }

    bool empty() const noexcept
    {
        return written_.load(std::memory_order_acquire) == read_.load(std::memory_order_acquire);
    }

    bool full() const noexcept
    {
        return written_.load(std::memory_order_acquire) - read_.load(std::memory_order_acquire)
               == capacity;
    }

private:
    alignas(64) std::atomic<std::uint64_t> written_{0};
    alignas(64) std::atomic<std::uint64_t> read_{0};
    alignas(64) char bytes_[capacity];
};

}  // namespace quartet::multiprocessing::detail

#endif
