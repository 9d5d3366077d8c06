// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// pthread_join and the like, thrd_join, pthread_barrier_wait: in another thread, if they have to wait.
#include <array>
#include <cerrno>
#include <pthread.h>
#include <threads.h>

#include "../offload.hpp"
#include "hooks.hpp"

namespace quartet::gevent::monkey::detail {
namespace {

constinit original libc_join("pthread_join", ::pthread_join);
constinit original libc_timedjoin("pthread_timedjoin_np", ::pthread_timedjoin_np);
constinit original libc_clockjoin("pthread_clockjoin_np", ::pthread_clockjoin_np);
constinit original libc_thrd_join("thrd_join", ::thrd_join);
constinit original libc_barrier_wait("pthread_barrier_wait", ::pthread_barrier_wait);

/// @param join as pthread_join().
template <class Join>
int join_elsewhere(pthread_t which, void** result, Join join)
{
    if (cooperative_caller() == nullptr || ::pthread_equal(which, ::pthread_self()) != 0)
    {
        return join();
    }
    int const error = ::pthread_tryjoin_np(which, result);
    return error == EBUSY ? offload(join) : error;
}

int cooperative_join(pthread_t which, void** result)
{
    return join_elsewhere(which, result, [=] { return libc_join(which, result); });
}

int cooperative_timedjoin(pthread_t which, void** result, timespec const* end)
{
    return join_elsewhere(which, result, [=] { return libc_timedjoin(which, result, end); });
}

int cooperative_clockjoin(pthread_t which, void** result, clockid_t clock, timespec const* end)
{
    return join_elsewhere(which, result, [=] { return libc_clockjoin(which, result, clock, end); });
}

int cooperative_thrd_join(thrd_t which, int* result)
{
    void* value = nullptr;
    if (cooperative_join(which, &value) != 0)
    {
        return thrd_error;
    }
    if (result != nullptr)
    {
        *result = int(reinterpret_cast<std::intptr_t>(value));
    }
    return thrd_success;
}

int cooperative_barrier_wait(pthread_barrier_t* which) noexcept
{
    return cooperative_caller() != nullptr ? offload([=] { return libc_barrier_wait(which); })
                                           : libc_barrier_wait(which);
}

}  // namespace

hooks joins_hooks()
{
    // Also with names: libcurl joins its thread that looks one up, when it does not want to know any more.
    static std::array const all{
        hook(libc_join, cooperative_join, in_thread | in_dns),
        hook(libc_timedjoin, cooperative_timedjoin, in_thread | in_dns),
        hook(libc_clockjoin, cooperative_clockjoin, in_thread | in_dns),
        hook(libc_thrd_join, cooperative_thrd_join, in_thread | in_dns),
        hook(libc_barrier_wait, cooperative_barrier_wait, in_thread),
    };
    return all;
}

}  // namespace quartet::gevent::monkey::detail
