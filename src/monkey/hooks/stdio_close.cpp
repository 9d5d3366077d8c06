// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// fclose, freopen, pclose: their descriptor goes, who waits for it goes on with EBADF. And what was not
// written yet may have to wait, as pclose does for the child.
#include <array>
#include <cstdio>

#include "../hints.hpp"
#include "../stream.hpp"
#include "../watch.hpp"
#include "hooks.hpp"

namespace quartet::gevent::monkey::detail {
namespace {

constinit original libc_fclose("fclose", ::fclose);
constinit original libc_freopen("freopen", ::freopen);
constinit original libc_freopen64("freopen64", ::freopen64);
constinit original libc_pclose("pclose", ::pclose);

void closing(FILE* which) noexcept
{
    int const fd = which != nullptr ? ::fileno(which) : -1;
    if (fd >= 0)
    {
        watch::closing(fd, fd);
        hints(fd).forget();
    }
}

bool would_wait_to_flush(FILE* which)
{
    return which != nullptr && cooperative_caller() != nullptr &&
           stream(which).would_wait([](stream const& its) { return its.can_flush(); });
}

int cooperative_fclose(FILE* which)
{
    closing(which);
    auto const close = [=] { return libc_fclose(which); };
    return would_wait_to_flush(which) ? offload(close) : close();
}

template <auto& of>
FILE* reopen(char const* name, char const* mode, FILE* which)
{
    closing(which);
    auto const open = [=] { return of(name, mode, which); };
    bool const is_elsewhere = which != nullptr && !stream(which).is_callers() &&
                              (would_wait_to_flush(which) || would_wait_to_open_stream(name, mode));
    return is_elsewhere ? offload(open) : open();
}

int cooperative_pclose(FILE* which)
{
    if (cooperative_caller() == nullptr || which == nullptr)
    {
        return libc_pclose(which);
    }
    closing(which);
    return offload([=] { return libc_pclose(which); });
}

}  // namespace

hooks stdio_close_hooks()
{
    static std::array const all{
        hook(libc_fclose, cooperative_fclose, in_every),
        hook(libc_freopen, reopen<libc_freopen>, in_every),
        hook(libc_freopen64, reopen<libc_freopen64>, in_every),
        hook(libc_pclose, cooperative_pclose, in_os | in_subprocess),
    };
    return all;
}

}  // namespace quartet::gevent::monkey::detail
