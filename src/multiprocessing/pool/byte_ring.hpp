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
 * moves after the bytes are there. A process that writes over the counters gets nonsense, but
 * the other one never looks outside of the ring.
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
        std::size_t const part = std::min(size, capacity - used(written, read));
        std::size_t const at = written % capacity;
        std::size_t const first = std::min(part, capacity - at);
        std::memcpy(bytes_ + at, data, first);
        std::memcpy(bytes_, data + first, part - first);
        written_.store(written + part, std::memory_order_release);
        return part;
    }

    /// Reads what there is, up to `size`. @return how much.
    /// @param made_room whether the ring was full until now, so that its writer may be waiting.
    std::size_t read(char* data, std::size_t size, bool& made_room) noexcept
    {
        std::uint64_t const read = read_.load(std::memory_order_relaxed);
        std::uint64_t const written = written_.load(std::memory_order_acquire);
        std::size_t const part = std::min(size, used(written, read));
        std::size_t const at = read % capacity;
        std::size_t const first = std::min(part, capacity - at);
        std::memcpy(data, bytes_ + at, first);
        std::memcpy(data + first, bytes_, part - first);
        read_.store(read + part, std::memory_order_release);
        // Not before: the writer may have filled it since. Either we see here that it did, or it
        // sees the room when it looks whether to wait.
        std::atomic_thread_fence(std::memory_order_seq_cst);
        made_room = part != 0 && written_.load(std::memory_order_relaxed) - read >= capacity;
        return part;
    }

    bool empty() const noexcept
    {
        return written_.load(std::memory_order_acquire) == read_.load(std::memory_order_acquire);
    }

    bool full() const noexcept
    {
        return written_.load(std::memory_order_acquire) - read_.load(std::memory_order_acquire) >=
               capacity;
    }

    /// Whether the counters can be true. For the writer and the reader only, whose own counter
    /// stands still meanwhile.
    bool is_sane() const noexcept
    {
        return written_.load(std::memory_order_acquire) - read_.load(std::memory_order_acquire) <=
               capacity;
    }

private:
    static std::size_t used(std::uint64_t written, std::uint64_t read) noexcept
    {
        return static_cast<std::size_t>(std::min<std::uint64_t>(written - read, capacity));
    }

    alignas(64) std::atomic<std::uint64_t> written_{0};
    alignas(64) std::atomic<std::uint64_t> read_{0};
    alignas(64) char bytes_[capacity];
};

}  // namespace quartet::multiprocessing::detail

#endif
