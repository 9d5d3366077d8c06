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
#include <utility>

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

// glibc's, in the word of pthread_once().
constexpr int once_is_done = 2;

/// That somebody is in pthread_once() with that word, which is not the same to each implementation of it.
class run
{
public:
    explicit run(void const* of) noexcept
        : of_(of)
    {}
    run(run const&) = delete;
    run& operator=(run const&) = delete;

    /// Also when the function throws: then the next one tries.
    ~run()
    {
        {
            section const own;
            if (forks_ == quartet::detail::forks)
            {
                (previous_ != nullptr ? previous_->next_ : first) = next_;
                if (next_ != nullptr)
                {
                    next_->previous_ = previous_;
                }
            }
        }
        parking::wake_for_lock(of_, ~0u);
    }

    /// @return false if somebody is in it who may be waited for.
    bool begin_alone() noexcept { return begin(true); }
    void begin() noexcept { begin(false); }

private:
    class section
    {
        agent::unpatched const blocking_;
        std::lock_guard<quartet::detail::short_mutex> const lock_{mutex};
    };

    bool begin(bool alone) noexcept
    {
        section const own;
        if (std::exchange(forks_of_all, quartet::detail::forks) != quartet::detail::forks)
        {
            first = nullptr;  // the parent's
        }
        for (run const* each = first; alone && each != nullptr; each = each->next_)
        {
            if (each->of_ == of_)
            {
                return false;
            }
        }
        forks_ = quartet::detail::forks;
        next_ = first;
        if (next_ != nullptr)
        {
            next_->previous_ = this;
        }
        first = this;
        return true;
    }

    static constinit quartet::detail::short_mutex mutex;  // guards the rest
    static constinit run* first;
    static constinit std::uint32_t forks_of_all;

    void const* const of_;
    std::uint32_t forks_ = 0;
    run* previous_ = nullptr;
    run* next_ = nullptr;
};

constinit quartet::detail::short_mutex run::mutex;
constinit run* run::first = nullptr;
constinit std::uint32_t run::forks_of_all = 0;

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

/// @return when nobody else is in it, if the caller can wait for that.
void begin_once(run& of, void const* which)
{
    agent* const self = patient_caller();
    if (self == nullptr)
    {
        of.begin();
    }
    else if (!of.begin_alone())
    {
        call_of_cpp const stays;
        parking::until(*self, which, deadline(timeout()), false, "pthread_once", [&] {
            return of.begin_alone();
        });
    }
}

bool is_done(pthread_once_t const* which) noexcept
{
    return __atomic_load_n(which, __ATOMIC_ACQUIRE) == once_is_done;
}

int cooperative_once(pthread_once_t* which, void (*function)())
{
    if (is_done(which))
    {
        return 0;
    }
    run own(which);
    begin_once(own, which);
    return libc_once(which, function);
}

void cooperative_call_once(once_flag* which, void (*function)())
{
    if (is_done(reinterpret_cast<pthread_once_t const*>(which)))
    {
        return;
    }
    run own(which);
    begin_once(own, which);
    libc_call_once(which, function);
}

int cooperative_acquire(__cxxabiv1::__guard* which)
{
    // The first byte is set when it is done, others while it is being done.
    auto const* const word = reinterpret_cast<std::uint32_t const*>(which);
    auto const is_in_progress = [=] {
        std::uint32_t const now = __atomic_load_n(word, __ATOMIC_ACQUIRE);
        return (now & 0xff) == 0 && now != 0;
    };
    agent* const self = is_in_progress() ? patient_caller() : nullptr;
    if (self != nullptr)
    {
        parking::until(
            *self, which, deadline(timeout()), false, "initialisation of a local static", [&] {
                return !is_in_progress();
            });
    }
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
