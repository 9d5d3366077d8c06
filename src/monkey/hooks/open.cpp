// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// open, openat, creat, fopen of a FIFO, which waits for the other end.
#include <array>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>

#include "../offload.hpp"
#include "hooks.hpp"

extern "C" {
int __open_2(char const* path, int flags);
int __open64_2(char const* path, int flags);
int __openat_2(int where, char const* path, int flags);
int __openat64_2(int where, char const* path, int flags);
}

namespace quartet::gevent::monkey::detail {
namespace {

using open_function = int(char const*, int, ...);
using openat_function = int(int, char const*, int, ...);

constinit original<open_function> libc_open("open");
constinit original<open_function> libc_open64("open64");
constinit original<open_function> libc_open_alias("__open");
constinit original<open_function> libc_open64_alias("__open64");
constinit original libc_open_2("__open_2", ::__open_2);
constinit original libc_open64_2("__open64_2", ::__open64_2);
constinit original<openat_function> libc_openat("openat");
constinit original<openat_function> libc_openat64("openat64");
constinit original libc_openat_2("__openat_2", ::__openat_2);
constinit original libc_openat64_2("__openat64_2", ::__openat64_2);
constinit original libc_creat("creat", ::creat);
constinit original libc_creat64("creat64", ::creat64);
constinit original libc_fopen("fopen", ::fopen);
constinit original libc_fopen64("fopen64", ::fopen64);

bool is_fifo(int where, char const* path) noexcept
{
    int const error = errno;
    struct stat about;
    bool const result =
        path != nullptr && ::fstatat(where, path, &about, 0) == 0 && S_ISFIFO(about.st_mode);
    errno = error;
    return result;
}

/// Whether to open it waits. With both ends it does not.
bool would_wait(int where, char const* path, int flags) noexcept
{
    constexpr int at_once = O_NONBLOCK | O_PATH | O_DIRECTORY | O_TMPFILE;
    bool const is_new = (flags & O_CREAT) != 0 && (flags & O_EXCL) != 0;
    return cooperative_caller() != nullptr && (flags & at_once) == 0 && !is_new &&
           (flags & O_ACCMODE) != O_RDWR && is_fifo(where, path);
}

}  // namespace

bool would_wait_to_open_stream(char const* path, char const* mode) noexcept
{
    bool const is_both = mode != nullptr && std::strchr(mode, '+') != nullptr;
    return would_wait(AT_FDCWD, path, is_both ? O_RDWR : O_RDONLY);
}

namespace {

bool has_mode(int flags) noexcept
{
    return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
}

template <class Open>
auto open_when_ready(bool waits, Open open)
{
    return waits ? offload(open) : open();
}

template <auto& of>
int open_path(char const* path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    mode_t const mode = has_mode(flags) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return open_when_ready(
        would_wait(AT_FDCWD, path, flags), [=] { return of(path, flags, mode); });
}

template <auto& of>
int open_path_at(int where, char const* path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    mode_t const mode = has_mode(flags) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return open_when_ready(
        would_wait(where, path, flags), [=] { return of(where, path, flags, mode); });
}

template <auto& of>
int open_path_checked(char const* path, int flags)
{
    return open_when_ready(would_wait(AT_FDCWD, path, flags), [=] { return of(path, flags); });
}

template <auto& of>
int open_path_at_checked(int where, char const* path, int flags)
{
    return open_when_ready(would_wait(where, path, flags), [=] { return of(where, path, flags); });
}

template <auto& of>
int create(char const* path, mode_t mode)
{
    return open_when_ready(would_wait(AT_FDCWD, path, O_WRONLY), [=] { return of(path, mode); });
}

template <auto& of>
FILE* open_stream(char const* path, char const* mode)
{
    return open_when_ready(would_wait_to_open_stream(path, mode), [=] { return of(path, mode); });
}

}  // namespace

hooks open_hooks()
{
    static std::array const all{
        hook(libc_open, open_path<libc_open>, in_os),
        hook(libc_open64, open_path<libc_open64>, in_os),
        hook(libc_open_alias, open_path<libc_open>, in_os),
        hook(libc_open64_alias, open_path<libc_open64>, in_os),
        hook(libc_open_2, open_path_checked<libc_open_2>, in_os),
        hook(libc_open64_2, open_path_checked<libc_open64_2>, in_os),
        hook(libc_openat, open_path_at<libc_openat>, in_os),
        hook(libc_openat64, open_path_at<libc_openat64>, in_os),
        hook(libc_openat_2, open_path_at_checked<libc_openat_2>, in_os),
        hook(libc_openat64_2, open_path_at_checked<libc_openat64_2>, in_os),
        hook(libc_creat, create<libc_creat>, in_os),
        hook(libc_creat64, create<libc_creat64>, in_os),
        hook(libc_fopen, open_stream<libc_fopen>, in_os),
        hook(libc_fopen64, open_stream<libc_fopen64>, in_os),
    };
    return all;
}

}  // namespace quartet::gevent::monkey::detail
