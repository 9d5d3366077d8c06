// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_THREADING_SEMAPHORE_HPP
#define QUARTET_THREADING_SEMAPHORE_HPP

#include <quartet/detail/completions.hpp>
#include <quartet/timeout.hpp>

#include <cstddef>

namespace quartet::threading {

/// A number of permits (Python: `threading.Semaphore`).
/**
 * Who waits gets a permit in the order in which he came: a release hands it over.
 *
 * @par Thread safety
 * Safe, except for destruction. It is neither copied nor moved.
 *
 * @par Blocking
 * acquire(), lock() and wait() block the calling thread or greenlet.
 */
class QUARTET_DECL Semaphore
{
public:
    /// @param value the permits at first. @throws ValueError if it is negative.
    explicit Semaphore(int value = 1);
    Semaphore(Semaphore const&) = delete;
    Semaphore& operator=(Semaphore const&) = delete;

    /// Whether there is no permit at this moment.
    bool locked() const noexcept;

    /// The permits that are there at this moment (gevent has it, `threading` has not).
    int counter() const noexcept;

    /// Takes a permit.
    /// @param blocking false: gives up at once.
    /// @param limit seconds; a negative one counts as 0.
    /// @return false if there was none in time. @throws ValueError for a limit without blocking.
    bool acquire(bool blocking = true, timeout limit = {});

    /// Waits until there is a permit, and takes none (gevent has it, `threading` has not). A moment
    /// later somebody else may have taken it.
    /// @param limit seconds; a negative one counts as 0.
    /// @return how many there were then; 0 if the time was over before.
    int wait(timeout limit = {});

    /// Gives n permits back, whoever took them. @throws ValueError for n < 1.
    void release(int n = 1);

    void lock() { static_cast<void>(acquire()); }  ///< acquire(), for std::scoped_lock
    bool try_lock() { return acquire(false); }     ///< acquire(false)
    void unlock() { release(); }                   ///< release()

    /// For gevent::wait(): tells when there is a permit.
    void watch(quartet::detail::completions& whom, std::size_t number);
    void forget(quartet::detail::completions& whom) noexcept;

protected:
    /// With a limit on the permits that are there. @throws ValueError
    Semaphore(int value, int most);

private:
    void tell_of_permits();

    int const most_;
    mutable quartet::detail::short_mutex mutex_;  // guards the rest
    int value_;
    quartet::detail::wait_queue waiters_;  // empty unless value_ is 0; so are the next two
    quartet::detail::wait_queue onlookers_;
    quartet::detail::watchers watchers_;
};

/// A Semaphore that is never released more often than acquired (Python: `BoundedSemaphore`).
class QUARTET_DECL BoundedSemaphore : public Semaphore
{
public:
    /// @param value the permits at first, and at most. release() throws ValueError, and gives none
    /// back, if there would be more. @throws ValueError if it is negative.
    explicit BoundedSemaphore(int value = 1)
        : Semaphore(value, value)
    {}
};

}  // namespace quartet::threading

#endif
