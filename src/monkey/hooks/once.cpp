// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// pthread_once, call_once, and the guards of local statics: others wait for a greenlet that waits in the
// middle of the initialisation.
#include <array>
#include <cerrno>
#include <cstdint>
#include <cxxabi.h>
#include <mutex>
#include <pthread.h>
#include <threads.h>

#include "../parking.hpp"
#include "hooks.hpp"

namespace quartet::gevent::monkey::detail {
namespace {

constinit original libc_once("pthread_once", ::pthread_once);
constinit original libc_once_alias("__pthread_once", ::pthread_once);
constinit original libc_call_once("call_once", ::call_once);
constinit original<int(__cxxabiv1::__guard*)> acquire("__cxa_guard_acquire");
constinit original<void(__cxxabiv1::__guard*)> release("__cxa_guard_release");
constinit original<void(__cxxabiv1::__guard*)> abort("__cxa_guard_abort");

// glibc's, in the word of pthread_once(), below the number of forks.
constexpr int once_runs = 1;
constexpr int once_is_done = 2;

/// Until nobody is in the middle of it.
template <class IsInProgress>
void wait_while(void const* which, char const* what, IsInProgress is_in_progress) noexcept
{
    if (!is_in_progress())
    {
        return;
    }
    if (agent* const self = patient_caller())
    {
        parking::until(
            *self, which, deadline(timeout()), false, what, [&] { return !is_in_progress(); });
    }
}

/// Also when the function throws: then the next one tries.
struct wakes_at_end
{
    ~wakes_at_end() { parking::wake_for_lock(which, ~0u); }
    void const* which;
};

/// What std::call_once() calls is in variables of the thread until then: each greenlet's own stay its own.
class call_of_cpp
{
public:
    call_of_cpp() = default;
    ~call_of_cpp()
    {
        std::__once_callable = callable_;
        std::__once_call = call_;
    }
    call_of_cpp(call_of_cpp const&) = delete;
    call_of_cpp& operator=(call_of_cpp const&) = delete;

private:
    void* const callable_ = std::__once_callable;
    void (*const call_)() = std::__once_call;
};

void wait_for_once(pthread_once_t const* which)
{
    call_of_cpp const stays;
    wait_while(which, "pthread_once", [=] {
        // Another number: who ran it was in the parent, and the next one runs it anew.
        return unsigned(__atomic_load_n(which, __ATOMIC_ACQUIRE)) ==
               (quartet::detail::forks << 2 | unsigned(once_runs));
    });
}

int cooperative_once(pthread_once_t* which, void (*run)())
{
    if (__atomic_load_n(which, __ATOMIC_ACQUIRE) == once_is_done)
    {
        return 0;
    }
    wait_for_once(which);
    wakes_at_end const others{which};
    return libc_once(which, run);
}

void cooperative_call_once(once_flag* which, void (*run)())
{
    auto* const same = reinterpret_cast<pthread_once_t*>(which);
    wait_for_once(same);
    wakes_at_end const others{same};
    libc_call_once(which, run);
}

int cooperative_acquire(__cxxabiv1::__guard* which)
{
    // The first byte is set when it is done, others while it is being done.
    auto const* const word = reinterpret_cast<std::uint32_t const*>(which);
    wait_while(which, "initialisation of a local static", [=] {
        std::uint32_t const now = __atomic_load_n(word, __ATOMIC_ACQUIRE);
        return (now & 0xff) == 0 && now != 0;
    });
    return acquire(which);
}

void waking_release(__cxxabiv1::__guard* which)
{
    release(which);
    parking::wake_for_lock(which, ~0u);
}

void waking_abort(__cxxabiv1::__guard* which)
{
    abort(which);
    parking::wake_for_lock(which, ~0u);
}

}  // namespace

hooks once_hooks()
{
    static std::array const all{
        hook(libc_once, cooperative_once, in_thread),
        hook(libc_once_alias, cooperative_once, in_thread),
        hook(libc_call_once, cooperative_call_once, in_thread),
        hook(acquire, cooperative_acquire, in_thread),
        hook(release, waking_release, in_thread),
        hook(abort, waking_abort, in_thread),
    };
    return all;
}

}  // namespace quartet::gevent::monkey::detail
