// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_OWNER_RECORD_HPP
#define QUARTET_SRC_DETAIL_OWNER_RECORD_HPP

#include <quartet/detail/agent.hpp>

#include <atomic>
#include <cstdint>

#include "event_count.hpp"
#include "process_identity.hpp"

namespace quartet::detail {

/// Who has a thing, in shared memory, so that it can be taken over when he dies.
/**
 * A mutex between processes. Each change is one compare-and-swap, so a process that is killed
 * anywhere leaves it free or owned by a dead process, and the next one that waits finds that out.
 * It is not recursive; two threads of a process exclude each other too.
 */
class owner_record
{
public:
    enum class outcome
    {
        busy,      ///< somebody else has it
        acquired,  ///< ours, left in order by the one before
        inherited  ///< ours, because its owner died with it
    };

    /// Never blocks. @param bury whether to find out if a present owner is dead (a read in /proc).
    outcome try_acquire(bool bury) noexcept
    {
        std::uint64_t const me = process_identity::self().word();
        std::uint64_t owner = 0;
        if (word_.compare_exchange_strong(owner, me, std::memory_order_seq_cst))
        {
            return outcome::acquired;
        }
        if (bury && process_identity::from_word(owner & ~releasing).is_dead() &&
            word_.compare_exchange_strong(owner, me, std::memory_order_seq_cst))
        {
            return outcome::inherited;
        }
        return outcome::busy;
    }

    /// Blocks the calling thread until it has the record or the deadline passes (busy).
    outcome acquire(deadline const& end)
    {
        outcome result = try_acquire(false);
        if (result == outcome::busy)
        {
            released_.await(end, [&](bool idle) {
                result = try_acquire(idle);
                return result != outcome::busy;
            });
        }
        if (result == outcome::busy)
        {
            result = try_acquire(true);  // the dead shall not outlast a short timeout either
        }
        return result;
    }

    /// The present owner's process, or nobody.
    process_identity owner() const noexcept
    {
        return process_identity::from_word(word_.load(std::memory_order_acquire) & ~releasing);
    }

    /// By whoever acquired it last.
    void release() noexcept
    {
        word_.store(0, std::memory_order_seq_cst);
        released_.notify_one();
    }

    /// By any process: claims the right to release. @return false if nobody has the record.
    /** Of two processes that release at the same time one succeeds. Follow it by release(). */
    bool begin_release() noexcept
    {
        std::uint64_t owner = word_.load(std::memory_order_acquire);
        std::uint64_t const mark = process_identity::self().word() | releasing;
        while (owner != 0 && (owner & releasing) == 0)
        {
            if (word_.compare_exchange_weak(owner, mark, std::memory_order_seq_cst))
            {
                return true;
            }
        }
        return false;
    }

private:
    static constexpr std::uint64_t releasing = std::uint64_t(1) << 63;

    std::atomic<std::uint64_t> word_{0};  // 0, or the owner's identity, or that | releasing
    event_count released_;
};

/// Guards state in shared memory for a few instructions. Meets BasicLockable.
/**
 * A holder may be killed between any two stores. So what it guards is arranged to be valid
 * after each single store; the heir of a dead holder has nothing to repair.
 */
class shared_guard
{
public:
    void lock()
    {
        if (record_.try_acquire(false) == owner_record::outcome::busy)
        {
            // It is taken in the middle of what must be done whole, and for moments only.
            agent::uninterruptible const shield;
            record_.acquire(deadline(timeout()));
        }
    }
    void unlock() noexcept { record_.release(); }

private:
    owner_record record_;
};

}  // namespace quartet::detail

#endif
