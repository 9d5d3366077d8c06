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

int cooperative_fclose(FILE* which)
{
    closing(which);
    return stream::run(
        which,
        [](stream const& its) { return its.can_flush(); },
        [=] { return libc_fclose(which); });
}

template <auto& of>
FILE* reopen(char const* name, char const* mode, FILE* which)
{
    closing(which);
    return of(name, mode, which);
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
