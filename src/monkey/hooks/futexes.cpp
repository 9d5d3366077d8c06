// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// syscall, if it is for a futex: std::future, std::atomic::wait, std::latch and std::counting_semaphore
// wait with it. Greenlets wait uninterrupted.
#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdarg>
#include <cstdint>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../parking.hpp"
#include "../time_points.hpp"
#include "hooks.hpp"

namespace quartet::gevent::monkey::detail {
namespace {

constinit original<long(long, ...)> libc_syscall("syscall");

/// The arguments of the system call.
struct futex_call
{
    std::uint32_t* word;
    int operation;
    std::uint32_t value;
    timespec const* limit;
    std::uint32_t mask;

    int command() const noexcept { return operation & FUTEX_CMD_MASK; }
    clockid_t clock() const noexcept
    {
        return (operation & FUTEX_CLOCK_REALTIME) != 0 ? CLOCK_REALTIME : CLOCK_MONOTONIC;
    }
    bool is_for_all() const noexcept { return mask == FUTEX_BITSET_MATCH_ANY; }
};

bool is_wait(futex_call const& call) noexcept
{
    bool const is_valid = call.limit == nullptr || is_valid_limit(call.limit);
    return is_valid && (call.command() == FUTEX_WAIT ||
                        (call.command() == FUTEX_WAIT_BITSET && call.is_for_all()));
}

bool is_wake(futex_call const& call) noexcept
{
    return call.command() == FUTEX_WAKE ||
           (call.command() == FUTEX_WAKE_BITSET && call.is_for_all());
}

/// @return 0, or -1 with errno.
long wait_for(agent& self, futex_call const& call) noexcept
{
    deadline const end = call.limit == nullptr          ? deadline(timeout())
                         : call.command() == FUTEX_WAIT ? deadline(to_timeout(call.limit))
                                                        : to_deadline(call.clock(), *call.limit);
    auto const has_changed = [&] {
        return __atomic_load_n(call.word, __ATOMIC_SEQ_CST) != call.value;
    };
    parking place(self, call.word, parking::until_when::woken);
    parking::pauses pauses(std::chrono::seconds(1));
    for (bool is_first = true;; is_first = false)
    {
        place.begin("futex");
        bool const is_over = end.expired();
        bool const is_changed = has_changed();
        if (is_changed || is_over || !is_in_force())
        {
            // Who looks again and finds it changed has been woken, if unseen.
            if (place.give_up() || (is_changed && !is_first) || !(is_changed || is_over))
            {
                return 0;
            }
            errno = is_changed ? EAGAIN : ETIMEDOUT;
            return -1;
        }
        reset_count();
        if (place.wait(deadline(end.left(pauses.next()))))
        {
            return 0;
        }
    }
}

/// Greenlets first, then threads. @return how many.
long wake(futex_call const& call) noexcept
{
    // The word was changed before: seen by who waits, or we see him.
    std::atomic_thread_fence(std::memory_order_seq_cst);
    auto const most = unsigned(std::max(int(call.value), 1));  // as the kernel has it
    unsigned const greenlets = parking::wake_some(call.word, most);
    if (greenlets == most)
    {
        return long(greenlets);
    }
    long const threads = libc_syscall(
        long(SYS_futex), call.word, call.operation, most - greenlets, nullptr, nullptr, call.mask);
    return threads >= 0 ? threads + long(greenlets) : threads;
}

long cooperative_syscall(long number, ...)
{
    va_list all;
    va_start(all, number);
    long words[6];
    for (long& each : words)
    {
        each = va_arg(all, long);  // as syscall() itself takes them, however many there are
    }
    va_end(all);
    // Quartet's own sleep with it, while they hold what others would be woken with.
    if (number == SYS_futex && !agent::unpatched::is_on())
    {
        futex_call const call{
            reinterpret_cast<std::uint32_t*>(words[0]),
            int(words[1]),
            std::uint32_t(words[2]),
            reinterpret_cast<timespec const*>(words[3]),
            std::uint32_t(words[5])};
        if (is_wake(call))
        {
            return wake(call);
        }
        if (is_wait(call))
        {
            if (agent* const self = patient_caller())
            {
                return wait_for(*self, call);
            }
        }
    }
    return libc_syscall(number, words[0], words[1], words[2], words[3], words[4], words[5]);
}

}  // namespace

hooks futexes_hooks()
{
    static std::array const all{hook(libc_syscall, cooperative_syscall, in_thread)};
    return all;
}

}  // namespace quartet::gevent::monkey::detail
