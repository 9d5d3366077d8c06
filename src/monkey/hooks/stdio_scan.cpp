// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// scanf, fscanf and the like. How much they read nobody knows before.
#include <array>
#include <cstdarg>
#include <cstdio>

#include "../stream.hpp"
#include "hooks.hpp"

extern "C" {
int __isoc99_scanf(char const* format, ...);
int __isoc99_fscanf(FILE* from, char const* format, ...);
int __isoc99_vscanf(char const* format, va_list all);
int __isoc99_vfscanf(FILE* from, char const* format, va_list all);
int __vfscanf(FILE* from, char const* format, va_list all);
}

namespace quartet::gevent::monkey::detail {
namespace {

using scan_function = int(char const*, ...);
using scan_file_function = int(FILE*, char const*, ...);
using scan_list_function = int(char const*, va_list);
using scan_file_list_function = int(FILE*, char const*, va_list);

// With GNU's meaning of %a, with C99's, and with C23's of "0b1", which not every C library has: headers
// choose.
constinit original<scan_function> libc_scanf("scanf");
constinit original<scan_function> libc_c99_scanf("__isoc99_scanf");
constinit original<scan_function> libc_c23_scanf("__isoc23_scanf");
constinit original<scan_file_function> libc_fscanf("fscanf");
constinit original<scan_file_function> libc_c99_fscanf("__isoc99_fscanf");
constinit original<scan_file_function> libc_c23_fscanf("__isoc23_fscanf");
constinit original<scan_list_function> libc_vscanf("vscanf");
constinit original<scan_list_function> libc_c99_vscanf("__isoc99_vscanf");
constinit original<scan_list_function> libc_c23_vscanf("__isoc23_vscanf");
constinit original<scan_file_list_function> libc_vfscanf("vfscanf");
constinit original<scan_file_list_function> libc_vfscanf_alias("__vfscanf");
constinit original<scan_file_list_function> libc_c99_vfscanf("__isoc99_vfscanf");
constinit original<scan_file_list_function> libc_c23_vfscanf("__isoc23_vfscanf");

template <auto& of>
int scan_file_list(FILE* from, char const* format, va_list all)
{
    va_list own;
    va_copy(own, all);
    int const result = stream::run(
        from, [](stream const&) { return false; }, [&] { return of(from, format, own); });
    va_end(own);
    return result;
}

template <auto& of>
int scan_list(char const* format, va_list all)
{
    return scan_file_list<of>(stdin, format, all);
}

template <auto& of>
int scan_file(FILE* from, char const* format, ...)
{
    va_list all;
    va_start(all, format);
    int const result = scan_file_list<of>(from, format, all);
    va_end(all);
    return result;
}

template <auto& of>
int scan(char const* format, ...)
{
    va_list all;
    va_start(all, format);
    int const result = scan_file_list<of>(stdin, format, all);
    va_end(all);
    return result;
}

}  // namespace

hooks stdio_scan_hooks()
{
    static std::array const all{
        hook(libc_scanf, scan<libc_vfscanf>, in_os),
        hook(libc_c99_scanf, scan<libc_c99_vfscanf>, in_os),
        hook(libc_c23_scanf, scan<libc_c23_vfscanf>, in_os),
        hook(libc_fscanf, scan_file<libc_vfscanf>, in_os),
        hook(libc_c99_fscanf, scan_file<libc_c99_vfscanf>, in_os),
        hook(libc_c23_fscanf, scan_file<libc_c23_vfscanf>, in_os),
        hook(libc_vscanf, scan_list<libc_vfscanf>, in_os),
        hook(libc_c99_vscanf, scan_list<libc_c99_vfscanf>, in_os),
        hook(libc_c23_vscanf, scan_list<libc_c23_vfscanf>, in_os),
        hook(libc_vfscanf, scan_file_list<libc_vfscanf>, in_os),
        hook(libc_vfscanf_alias, scan_file_list<libc_vfscanf>, in_os),
        hook(libc_c99_vfscanf, scan_file_list<libc_c99_vfscanf>, in_os),
        hook(libc_c23_vfscanf, scan_file_list<libc_c23_vfscanf>, in_os),
    };
    return all;
}

}  // namespace quartet::gevent::monkey::detail
