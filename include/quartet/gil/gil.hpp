// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GIL_GIL_HPP
#define QUARTET_GIL_GIL_HPP

#include <quartet/gil/detail/gil_state.hpp>
#include <quartet/timeout.hpp>

#include <atomic>
#include <cstdint>
#include <mutex>

namespace quartet::gil {

/// A lock under which one thread at a time runs, by the rules of CPython's interpreter lock.
/**
 * Its holder works with a checkpoint() here and there, as the interpreter does between bytecodes.
 * A thread that has waited for the switch interval, while no other one got it, asks the holder to
 * drop it. The holder does so at the next checkpoint, and goes on only after another thread has
 * had it. The one who has waited longest gets it.
 *
 * A release() that nobody asked for hands it to nobody: as in CPython, who comes at the right
 * moment gets it before those who wait.
 *
 * The GIL of the process is default_gil(); the scopes `ensure` and `allow_threads` and the free
 * functions use it.
 *
 * @par Example
 * @code
 * gil::GIL gil;
 * std::scoped_lock with(gil);
 * for (int i = 0; i < total; ++i)
 * {
 *     num += 1;
 *     gil.checkpoint();
 * }
 * @endcode
 *
 * @par Thread safety
 * Safe, except for destruction. It is neither copied nor moved.
 *
 * @par Blocking
 * acquire(), lock() and checkpoint() block the calling thread.
 *
 * @par Between processes
 * A process has its own. In a forked child the forking thread has the default one if it had it
 * before; nobody else has it.
 */
class QUARTET_DECL GIL
{
public:
    constexpr GIL() noexcept = default;
    GIL(GIL const&) = delete;
    GIL& operator=(GIL const&) = delete;

    /// Whether some thread has it. A moment later that may be wrong.
    bool locked() const noexcept { return holder_.load(std::memory_order_relaxed) != 0; }

    /// Whether the calling thread has it (Python: `PyGILState_Check`).
    bool held() const noexcept;

    /// Takes it.
    /// @param blocking false: gives up at once.
    /// @param limit seconds; a negative one counts as 0.
    /// @return false if another thread kept it.
    /// @throws RuntimeError if this thread has it. @throws ValueError for a limit without blocking.
    bool acquire(bool blocking = true, timeout limit = {});

    /// Gives it back. @throws RuntimeError if this thread does not have it.
    void release();

    void lock() { static_cast<void>(acquire()); }  ///< acquire(), for std::scoped_lock
    bool try_lock() { return acquire(false); }     ///< acquire(false)
    void unlock() { release(); }                   ///< release()

    /// If another thread has asked for it, lets that one run, and returns with it again. Otherwise
    /// it is one load of a flag. The caller must have it.
    /// @throws RuntimeError if it does not, and another thread has asked.
    void checkpoint()
    {
        if (drop_requested_.load(std::memory_order_relaxed))
        {
            drop_and_take_again();
        }
    }

    /// How long a thread waits before it asks. @throws ValueError unless it is more than 0.
    void setswitchinterval(timeout interval);

    /// In seconds; 0.005 at first.
    double getswitchinterval() const noexcept;

private:
    friend struct fork_handlers;

    bool acquire_until(quartet::detail::deadline const& end);
    void drop_and_take_again();
    void require_held(char const* verb) const;
    void publish() noexcept;

    std::mutex mutex_;  // guards state_
    detail::gil_state state_;
    // What state_ says of these, written under the mutex. A thread compares the holder with itself
    // only, and no other thread changes the answer to that while it runs.
    std::atomic<bool> drop_requested_{false};
    std::atomic<std::uint64_t> holder_{0};
    std::atomic<std::int64_t> interval_{5'000'000};  // nanoseconds
};

namespace detail {
extern QUARTET_DECL GIL process_gil;
}

/// The GIL of this process. Nobody has it at first, the main thread neither.
inline GIL& default_gil() noexcept
{
    return detail::process_gil;
}

}  // namespace quartet::gil

#endif
