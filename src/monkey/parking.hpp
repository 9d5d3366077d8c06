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
    parking(agent& self, void const* address) noexcept
        : in_(place_of(address))
        , address_(address)
        , self_(self)
    {
        ++in_.waiting;
    }
    ~parking() { --in_.waiting; }
    parking(parking const&) = delete;
    parking& operator=(parking const&) = delete;

    /// From now on wake_one() reaches us.
    void begin(char const* what) noexcept;

    /// @return whether we were woken; false: the time is over, or we are interrupted.
    bool wait(deadline const& end) noexcept { return finish(self_.await(end)); }
    bool wait_or_interruption(deadline const& end) noexcept
    {
        return finish(self_.await_or_interruption(end));
    }

    /// How long it waits before it looks whether it missed something.
    class pauses
    {
    public:
        std::chrono::milliseconds next() noexcept
        {
            return std::exchange(length_, std::min(2 * length_, longest));
        }

    private:
        static constexpr std::chrono::milliseconds longest{1000};
        std::chrono::milliseconds length_{10};
    };

    /// Tries until it succeeds. Also without being woken, now and then: who unlocks may be in another
    /// process, or in a module that is not patched.
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
        parking place(self, address);
        for (pauses all;;)
        {
            place.begin(what);
            int result = 0;
            if (try_it() || (result = end.expired() ? ETIMEDOUT : 0) != 0)
            {
                place.give_up();
                return result;
            }
            reset_count();
            deadline const now(end.left(all.next()));
            if (is_interruptible && !place.wait_or_interruption(now) && self.is_interrupted())
            {
                self.keep_interruptions();
                return ECANCELED;
            }
            if (!is_interruptible)
            {
                place.wait(now);
            }
        }
    }

    /// Void what begin() has begun.
    void give_up() noexcept;

    /// @return whether somebody waited there.
    static bool wake_one(void const* address) noexcept { return wake_some(address, 1) != 0; }
    static void wake_all(void const* address) noexcept { wake_some(address, ~0u); }

    /// @return how many.
    static unsigned wake_some(void const* address, unsigned most) noexcept
    {
        return place_of(address).waiting.load() != 0 && !section::is_on ? wake(address, most) : 0;
    }

private:
    struct place
    {
        quartet::detail::short_mutex mutex;
        std::atomic<unsigned> waiting{0};
        parking* first = nullptr;
        parking* last = nullptr;
        std::uint32_t forks = 0;  // when they came
    };

    /// With the mutex of a place. What is called in it, to wake others, calls functions that are
    /// patched: they must not come back here, nor let others run.
    class section
    {
    public:
        explicit section(place& of) noexcept
            : lock_(of.mutex)
        {
            is_on = true;
        }
        ~section() { is_on = false; }
        section(section const&) = delete;
        section& operator=(section const&) = delete;

        static constinit thread_local bool is_on;

    private:
        agent::unpatched const blocking_;
        std::lock_guard<quartet::detail::short_mutex> const lock_;
    };

    static place& place_of(void const* address) noexcept
    {
        auto const number = reinterpret_cast<std::uintptr_t>(address);
        return places[(number >> 3 ^ number >> 11) % places.size()];
    }

    static unsigned wake(void const* address, unsigned most) noexcept;
    bool finish(bool is_woken) noexcept;
    void take_out() noexcept;

    static std::array<place, 512> places;

    place& in_;
    void const* const address_;
    agent& self_;
    quartet::detail::waker who_;
    bool is_queued_ = false;
    parking* previous_ = nullptr;
    parking* next_ = nullptr;
};

}  // namespace quartet::gevent::monkey::detail

#endif
