// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// fwrite, fputs, putc, fflush and the like.
#include <array>
#include <cstdio>
#include <cstring>

#include "../stream.hpp"
#include "hooks.hpp"

extern "C" {
int _IO_putc(int character, FILE* to);
int _IO_puts(char const* text);
}

namespace quartet::gevent::monkey::detail {
namespace {

constinit original libc_fputc("fputc", ::fputc);
constinit original libc_fputc_unlocked("fputc_unlocked", ::fputc_unlocked);
constinit original libc_putc("putc", ::putc);
constinit original libc_putc_unlocked("putc_unlocked", ::putc_unlocked);
constinit original libc_putc_alias("_IO_putc", ::_IO_putc);
constinit original libc_putchar("putchar", ::putchar);
constinit original libc_putchar_unlocked("putchar_unlocked", ::putchar_unlocked);
constinit original libc_overflow("__overflow", ::__overflow);
constinit original libc_fputs("fputs", ::fputs);
constinit original libc_fputs_unlocked("fputs_unlocked", ::fputs_unlocked);
constinit original libc_puts("puts", ::puts);
constinit original libc_puts_alias("_IO_puts", ::_IO_puts);
constinit original libc_fwrite("fwrite", ::fwrite);
constinit original libc_fwrite_unlocked("fwrite_unlocked", ::fwrite_unlocked);
constinit original libc_fflush("fflush", ::fflush);
constinit original libc_fflush_unlocked("fflush_unlocked", ::fflush_unlocked);

template <class Call>
auto write_bytes(FILE* to, std::size_t count, Call call)
{
    return stream::run(
        to, [=](stream const& its) { return its.takes(count); }, call);
}

template <auto& of>
int put_one(int character, FILE* to)
{
    return write_bytes(to, 1, [=] { return of(character, to); });
}

template <auto& of>
int put_one_to_stdout(int character)
{
    return write_bytes(stdout, 1, [=] { return of(character); });
}

int put_into_full_buffer(FILE* to, int character)
{
    return write_bytes(to, 1, [=] { return libc_overflow(to, character); });
}

template <auto& of>
int put_text(char const* text, FILE* to)
{
    return write_bytes(to, std::strlen(text), [=] { return of(text, to); });
}

template <auto& of>
int put_line(char const* text)
{
    return write_bytes(stdout, std::strlen(text) + 1, [=] { return of(text); });
}

template <auto& of>
size_t put_all(void const* from, size_t size, size_t count, FILE* to)
{
    return write_bytes(to, size * count, [=] { return of(from, size, count, to); });
}

template <auto& of>
int flush(FILE* which)
{
    if (which == nullptr && cooperative_caller() != nullptr)
    {
        return offload([] { return of(static_cast<FILE*>(nullptr)); });  // all that there are
    }
    return stream::run(
        which, [](stream const& its) { return its.can_flush(); }, [=] { return of(which); });
}

}  // namespace

hooks stdio_write_hooks()
{
    static std::array const all{
        hook(libc_fputc, put_one<libc_fputc>, in_os),
        hook(libc_fputc_unlocked, put_one<libc_fputc_unlocked>, in_os),
        hook(libc_putc, put_one<libc_putc>, in_os),
        hook(libc_putc_unlocked, put_one<libc_putc_unlocked>, in_os),
        hook(libc_putc_alias, put_one<libc_putc_alias>, in_os),
        hook(libc_putchar, put_one_to_stdout<libc_putchar>, in_os),
        hook(libc_putchar_unlocked, put_one_to_stdout<libc_putchar_unlocked>, in_os),
        hook(libc_overflow, put_into_full_buffer, in_os),
        hook(libc_fputs, put_text<libc_fputs>, in_os),
        hook(libc_fputs_unlocked, put_text<libc_fputs_unlocked>, in_os),
        hook(libc_puts, put_line<libc_puts>, in_os),
        hook(libc_puts_alias, put_line<libc_puts_alias>, in_os),
        hook(libc_fwrite, put_all<libc_fwrite>, in_os),
        hook(libc_fwrite_unlocked, put_all<libc_fwrite_unlocked>, in_os),
        hook(libc_fflush, flush<libc_fflush>, in_os),
        hook(libc_fflush_unlocked, flush<libc_fflush_unlocked>, in_os),
    };
    return all;
}

}  // namespace quartet::gevent::monkey::detail
