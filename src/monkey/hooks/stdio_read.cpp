// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// fgets, fread, getline, getc and the like.
#include <array>
#include <cstdio>
#include <sys/types.h>

#include "../stream.hpp"
#include "hooks.hpp"

extern "C" {
int _IO_getc(FILE* from);
char* __fgets_chk(char* text, size_t size_of_text, int size, FILE* from);
char* __fgets_unlocked_chk(char* text, size_t size_of_text, int size, FILE* from);
size_t __fread_chk(void* to, size_t size_of_to, size_t size, size_t count, FILE* from);
size_t __fread_unlocked_chk(void* to, size_t size_of_to, size_t size, size_t count, FILE* from);
int __underflow(FILE* from);
}

namespace quartet::gevent::monkey::detail {
namespace {

constinit original libc_fgetc("fgetc", ::fgetc);
constinit original libc_fgetc_unlocked("fgetc_unlocked", ::fgetc_unlocked);
constinit original libc_getc("getc", ::getc);
constinit original libc_getc_unlocked("getc_unlocked", ::getc_unlocked);
constinit original libc_getc_alias("_IO_getc", ::_IO_getc);
constinit original libc_getchar("getchar", ::getchar);
constinit original libc_getchar_unlocked("getchar_unlocked", ::getchar_unlocked);
constinit original libc_uflow("__uflow", ::__uflow);
constinit original libc_underflow("__underflow", ::__underflow);
constinit original libc_fgets("fgets", ::fgets);
constinit original libc_fgets_unlocked("fgets_unlocked", ::fgets_unlocked);
constinit original libc_fgets_chk("__fgets_chk", ::__fgets_chk);
constinit original libc_fgets_unlocked_chk("__fgets_unlocked_chk", ::__fgets_unlocked_chk);
constinit original libc_fread("fread", ::fread);
constinit original libc_fread_unlocked("fread_unlocked", ::fread_unlocked);
constinit original libc_fread_chk("__fread_chk", ::__fread_chk);
constinit original libc_fread_unlocked_chk("__fread_unlocked_chk", ::__fread_unlocked_chk);
constinit original libc_getdelim("getdelim", ::getdelim);
constinit original libc_getdelim_alias("__getdelim", ::__getdelim);
constinit original libc_getline("getline", ::getline);

/// A call that reads until it has so many bytes.
template <class Call>
auto read_bytes(FILE* from, std::size_t count, Call call)
{
    return stream::run(
        from, [=](stream const& its) { return its.unread().size() >= count; }, call);
}

/// A call that reads until this character, or so many.
template <class Call>
auto read_to(FILE* from, int last, std::size_t count, Call call)
{
    return stream::run(
        from,
        [=](stream const& its) {
            auto const unread = its.unread();
            return unread.size() >= count || unread.find(char(last)) != unread.npos;
        },
        call);
}

/// One byte needs the kernel once.
template <class Call>
int read_one(FILE* from, Call call)
{
    return stream::run(
        from, [](stream const& its) { return its.has_some(); }, call);
}

template <auto& of>
int get_one(FILE* from)
{
    return read_one(from, [=] { return of(from); });
}

template <auto& of>
int get_one_of_stdin()
{
    return read_one(stdin, [] { return of(); });
}

template <auto& of>
char* get_line(char* text, int size, FILE* from)
{
    return read_to(
        from, '\n', std::size_t(size > 0 ? size - 1 : 0), [=] { return of(text, size, from); });
}

template <auto& of>
char* get_line_checked(char* text, size_t size_of_text, int size, FILE* from)
{
    return read_to(from, '\n', std::size_t(size > 0 ? size - 1 : 0), [=] {
        return of(text, size_of_text, size, from);
    });
}

template <auto& of>
size_t get_all(void* to, size_t size, size_t count, FILE* from)
{
    return read_bytes(from, size * count, [=] { return of(to, size, count, from); });
}

template <auto& of>
size_t get_all_checked(void* to, size_t size_of_to, size_t size, size_t count, FILE* from)
{
    return read_bytes(from, size * count, [=] { return of(to, size_of_to, size, count, from); });
}

template <auto& of>
ssize_t get_until(char** text, size_t* size, int last, FILE* from)
{
    return read_to(from, last, std::size_t(-1), [=] { return of(text, size, last, from); });
}

ssize_t cooperative_getline(char** text, size_t* size, FILE* from)
{
    return read_to(from, '\n', std::size_t(-1), [=] { return libc_getline(text, size, from); });
}

}  // namespace

hooks stdio_read_hooks()
{
    static std::array const all{
        hook(libc_fgetc, get_one<libc_fgetc>, in_os),
        hook(libc_fgetc_unlocked, get_one<libc_fgetc_unlocked>, in_os),
        hook(libc_getc, get_one<libc_getc>, in_os),
        hook(libc_getc_unlocked, get_one<libc_getc_unlocked>, in_os),
        hook(libc_getc_alias, get_one<libc_getc_alias>, in_os),
        hook(libc_getchar, get_one_of_stdin<libc_getchar>, in_os),
        hook(libc_getchar_unlocked, get_one_of_stdin<libc_getchar_unlocked>, in_os),
        hook(libc_uflow, get_one<libc_uflow>, in_os),
        hook(libc_underflow, get_one<libc_underflow>, in_os),
        hook(libc_fgets, get_line<libc_fgets>, in_os),
        hook(libc_fgets_unlocked, get_line<libc_fgets_unlocked>, in_os),
        hook(libc_fgets_chk, get_line_checked<libc_fgets_chk>, in_os),
        hook(libc_fgets_unlocked_chk, get_line_checked<libc_fgets_unlocked_chk>, in_os),
        hook(libc_fread, get_all<libc_fread>, in_os),
        hook(libc_fread_unlocked, get_all<libc_fread_unlocked>, in_os),
        hook(libc_fread_chk, get_all_checked<libc_fread_chk>, in_os),
        hook(libc_fread_unlocked_chk, get_all_checked<libc_fread_unlocked_chk>, in_os),
        hook(libc_getdelim, get_until<libc_getdelim>, in_os),
        hook(libc_getdelim_alias, get_until<libc_getdelim_alias>, in_os),
        hook(libc_getline, cooperative_getline, in_os),
    };
    return all;
}

}  // namespace quartet::gevent::monkey::detail
