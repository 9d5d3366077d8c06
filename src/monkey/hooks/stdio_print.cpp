// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// printf, fprintf, dprintf and the like, and perror.
#include <array>
#include <climits>
#include <cstdarg>
#include <cstdio>
#include <unistd.h>

#include "../stream.hpp"
#include "hooks.hpp"

extern "C" {
int __printf_chk(int flag, char const* format, ...);
int __fprintf_chk(FILE* to, int flag, char const* format, ...);
int __vprintf_chk(int flag, char const* format, va_list all);
int __vfprintf_chk(FILE* to, int flag, char const* format, va_list all);
int __dprintf_chk(int to, int flag, char const* format, ...);
int __vdprintf_chk(int to, int flag, char const* format, va_list all);
}

namespace quartet::gevent::monkey::detail {
namespace {

constinit original<int(char const*, ...)> libc_printf("printf");
constinit original<int(char const*, ...)> libc_printf_alias("_IO_printf");
constinit original libc_vprintf("vprintf", ::vprintf);
constinit original<int(FILE*, char const*, ...)> libc_fprintf("fprintf");
constinit original libc_vfprintf("vfprintf", ::vfprintf);
constinit original<int(int, char const*, ...)> libc_dprintf("dprintf");
constinit original libc_vdprintf("vdprintf", ::vdprintf);
constinit original libc_perror("perror", ::perror);
constinit original<int(int, char const*, ...)> libc_printf_chk("__printf_chk");
constinit original libc_vprintf_chk("__vprintf_chk", ::__vprintf_chk);
constinit original<int(FILE*, int, char const*, ...)> libc_fprintf_chk("__fprintf_chk");
constinit original libc_vfprintf_chk("__vfprintf_chk", ::__vfprintf_chk);
constinit original<int(int, int, char const*, ...)> libc_dprintf_chk("__dprintf_chk");
constinit original libc_vdprintf_chk("__vdprintf_chk", ::__vdprintf_chk);

/// A copy of the arguments, to be used in any thread.
class arguments
{
public:
    explicit arguments(va_list all) noexcept { va_copy(own_, all); }
    ~arguments() { va_end(own_); }
    arguments(arguments const&) = delete;
    arguments& operator=(arguments const&) = delete;

    std::va_list& list() noexcept { return own_; }

    /// Of the text. 0 if there is none.
    std::size_t size(char const* format) noexcept
    {
        va_list again;
        va_copy(again, own_);
        int const result = std::vsnprintf(nullptr, 0, format, again);
        va_end(again);
        return result > 0 ? std::size_t(result) : 0;
    }

private:
    va_list own_;
};

template <class Call>
int print(FILE* to, char const* format, va_list all, Call call)
{
    arguments own(all);
    return stream::run(
        to,
        [&](stream const& its) { return its.takes(own.size(format)); },
        [&] { return call(own.list()); });
}

int vfprintf_for(FILE* to, char const* format, va_list all)
{
    return print(to, format, all, [=](va_list& list) { return libc_vfprintf(to, format, list); });
}

int vfprintf_chk_for(FILE* to, int flag, char const* format, va_list all)
{
    return print(
        to, format, all, [=](va_list& list) { return libc_vfprintf_chk(to, flag, format, list); });
}

template <class Call>
int print_to_descriptor(int to, char const* format, va_list all, Call call)
{
    arguments own(all);
    bool const is_elsewhere =
        cooperative_caller() != nullptr && is_slow(to) && !takes_now(to, own.size(format));
    auto const run = [&] { return call(own.list()); };
    return is_elsewhere ? offload(run) : run();
}

int vdprintf_for(int to, char const* format, va_list all)
{
    return print_to_descriptor(
        to, format, all, [=](va_list& list) { return libc_vdprintf(to, format, list); });
}

int vdprintf_chk_for(int to, int flag, char const* format, va_list all)
{
    return print_to_descriptor(
        to, format, all, [=](va_list& list) { return libc_vdprintf_chk(to, flag, format, list); });
}

int cooperative_printf(char const* format, ...)
{
    va_list all;
    va_start(all, format);
    int const result = vfprintf_for(stdout, format, all);
    va_end(all);
    return result;
}

int cooperative_vprintf(char const* format, va_list all)
{
    return vfprintf_for(stdout, format, all);
}

int cooperative_fprintf(FILE* to, char const* format, ...)
{
    va_list all;
    va_start(all, format);
    int const result = vfprintf_for(to, format, all);
    va_end(all);
    return result;
}

int cooperative_dprintf(int to, char const* format, ...)
{
    va_list all;
    va_start(all, format);
    int const result = vdprintf_for(to, format, all);
    va_end(all);
    return result;
}

int cooperative_printf_chk(int flag, char const* format, ...)
{
    va_list all;
    va_start(all, format);
    int const result = vfprintf_chk_for(stdout, flag, format, all);
    va_end(all);
    return result;
}

int cooperative_vprintf_chk(int flag, char const* format, va_list all)
{
    return vfprintf_chk_for(stdout, flag, format, all);
}

int cooperative_fprintf_chk(FILE* to, int flag, char const* format, ...)
{
    va_list all;
    va_start(all, format);
    int const result = vfprintf_chk_for(to, flag, format, all);
    va_end(all);
    return result;
}

int cooperative_dprintf_chk(int to, int flag, char const* format, ...)
{
    va_list all;
    va_start(all, format);
    int const result = vdprintf_chk_for(to, flag, format, all);
    va_end(all);
    return result;
}

void cooperative_perror(char const* text)
{
    // What stderr has goes to the kernel at once.
    if (cooperative_caller() != nullptr && is_slow(STDERR_FILENO) &&
        !takes_now(STDERR_FILENO, PIPE_BUF))
    {
        offload([=] {
            libc_perror(text);
            return true;
        });
        return;
    }
    libc_perror(text);
}

}  // namespace

hooks stdio_print_hooks()
{
    static std::array const all{
        hook(libc_printf, cooperative_printf, in_os),
        hook(libc_printf_alias, cooperative_printf, in_os),
        hook(libc_vprintf, cooperative_vprintf, in_os),
        hook(libc_fprintf, cooperative_fprintf, in_os),
        hook(libc_vfprintf, vfprintf_for, in_os),
        hook(libc_dprintf, cooperative_dprintf, in_os),
        hook(libc_vdprintf, vdprintf_for, in_os),
        hook(libc_perror, cooperative_perror, in_os),
        hook(libc_printf_chk, cooperative_printf_chk, in_os),
        hook(libc_vprintf_chk, cooperative_vprintf_chk, in_os),
        hook(libc_fprintf_chk, cooperative_fprintf_chk, in_os),
        hook(libc_vfprintf_chk, vfprintf_chk_for, in_os),
        hook(libc_dprintf_chk, cooperative_dprintf_chk, in_os),
        hook(libc_vdprintf_chk, vdprintf_chk_for, in_os),
    };
    return all;
}

}  // namespace quartet::gevent::monkey::detail
