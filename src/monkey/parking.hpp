// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MONKEY_PARKING_HPP
#define QUARTET_SRC_MONKEY_PARKING_HPP

#include <quartet/detail/short_mutex.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <utility>

#include "caller.hpp"

namespace quartet::gevent::monkey::detail {

/// Who can wait for a lock without blocking the thread. Null: as cooperative_caller(), and also in the
/// middle of another wait.
inline agent* patient_caller() noexcept
{
    agent* const self = cooperative_caller();
    return self != nullptr && !self->is_waiting() ? self : nullptr;
}

/// Agents that wait for something at an address: a lock, a condition, a word. ("Parking lot" in the
/// literature.) What is there stays the C library's, in which threads wait.
class parking
{
public:
    /// How long its place in the queue is kept.
    enum class until_when
    {
        woken,  ///< who is woken has what he waited for
        gone    ///< who is woken tries, and has waited longest if he fails
    };

    parking(agent& self, void const* address, until_when kept) noexcept;
    ~parking();
    parking(parking const&) = delete;
    parking& operator=(parking const&) = delete;

    /// From now on wake_some() reaches us.
    void begin(char const* what) noexcept;

    /// @return whether we were woken; false: the time is over, or we are interrupted.
    bool wait(deadline const& end) noexcept { return self_.await(end); }

    /// Voids what begin() has begun. @return whether we were woken before.
    bool give_up() noexcept { return !who_.claim(); }

    /// How long it waits before it looks whether it missed something: who unlocks may be in another
    /// process, in a module that is not patched, or a thread that waits for a condition.
    class pauses
    {
    public:
        explicit pauses(std::chrono::microseconds longest = std::chrono::milliseconds(100)) noexcept
            : longest_(longest)
        {}

        std::chrono::microseconds next() noexcept
        {
            return std::exchange(length_, std::min(2 * length_, longest_));
        }

    private:
        std::chrono::microseconds const longest_;
        std::chrono::microseconds length_{250};
    };

    /// Tries until it succeeds.
    /// @param is_interruptible else a kill and a Timeout have to wait. @return 0, ETIMEDOUT or ECANCELED.
    template <class Try>
    static int until(
        agent& self,
        void const* address,
        deadline const& end,
        bool is_interruptible,
        char const* what,
        Try try_it) noexcept
    {
        parking place(self, address, until_when::gone);
        bool has_been_woken = false;
        bool may_try = false;
        for (pauses all;;)
        {
            place.begin(what);
            may_try = may_try || !place.is_behind_one_passed_over();
            if (may_try && try_it())
            {
                return place.leave(0);
            }
            if (end.expired())
            {
                return place.leave(ETIMEDOUT);
            }
            if (has_been_woken)
            {
                place.is_passed_over();
            }
            reset_count();
            deadline const now(end.left(all.next()));
            has_been_woken = is_interruptible ? self.await_or_interruption(now) : place.wait(now);
            if (is_interruptible && !has_been_woken && self.is_interrupted())
            {
                self.keep_interruptions();
                return place.leave(ECANCELED);
            }
            may_try = true;
        }
    }

    /// Whether somebody who was woken found it taken by one who came later. Then who comes now queues up:
    /// otherwise who locks again at once, without others having run, would have it for ever.
    static bool is_owed(void const* address) noexcept
    {
        return place_of(address).passed_over.load(std::memory_order_relaxed) != 0;
    }

    /// @return how many.
    static unsigned wake_some(void const* address, unsigned most) noexcept
    {
        return place_of(address).waiting.load() != 0 ? wake(address, most) : 0;
    }
    static bool wake_one(void const* address) noexcept { return wake_some(address, 1) != 0; }
    static void wake_all(void const* address) noexcept { wake_some(address, ~0u); }

    /// When a lock is free. Not in the middle of Quartet's own, which wakes others with locks that are
    /// patched too, and with its own held: who waits for those will look himself.
    static void wake_for_lock(void const* address, unsigned most) noexcept
    {
        if (place_of(address).waiting.load() != 0 && !agent::unpatched::is_on())
        {
            wake(address, most);
        }
    }

    /// When nothing is patched any more, so that nobody will wake them.
    static void wake_everybody() noexcept;

private:
    class departure;

    struct place
    {
        quartet::detail::short_mutex mutex;
        std::atomic<unsigned> waiting{0};
        std::atomic<unsigned> passed_over{0};
        parking* first = nullptr;
        parking* last = nullptr;
        std::uint32_t forks = 0;  // when they came
    };

    /// With the mutex of a place.
    class section
    {
    public:
        explicit section(place& of) noexcept
            : lock_(of.mutex)
        {
            if (of.forks != quartet::detail::forks)
            {
                of.first = of.last = nullptr;  // the parent's
                of.passed_over = 0;
                of.forks = quartet::detail::forks;
            }
        }

    private:
        agent::unpatched const blocking_;
        std::lock_guard<quartet::detail::short_mutex> const lock_;
    };

    static place& place_of(void const* address) noexcept
    {
        auto const number = reinterpret_cast<std::uintptr_t>(address);
        return places[(number >> 3 ^ number >> 11) % places.size()];
    }

    /// @param address null: any.
    static unsigned wake(place& there, void const* address, unsigned most) noexcept;
    static unsigned wake(void const* address, unsigned most) noexcept
    {
        return wake(place_of(address), address, most);
    }

    bool is_behind_one_passed_over() const noexcept;
    void is_passed_over() noexcept;
    int leave(int error) noexcept;
    void take_out() noexcept;

    static std::array<place, 512> places;

    place& in_;
    void const* const address_;
    agent& self_;
    event_loop* const loop_;
    until_when const kept_;
    quartet::detail::waker who_;
    bool is_queued_ = false;
    bool is_passed_over_ = false;
    parking* previous_ = nullptr;
    parking* next_ = nullptr;
};

}  // namespace quartet::gevent::monkey::detail

#endif
