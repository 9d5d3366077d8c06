// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "originals.hpp"

#include <quartet/errors.hpp>

#include <algorithm>
#include <dlfcn.h>
#include <elf.h>

#include "hook.hpp"
#include "modules.hpp"

namespace quartet::gevent::monkey::detail {
namespace {

#if defined(__x86_64__)
constexpr char const* oldest_version = "GLIBC_2.2.5";
#else
constexpr char const* oldest_version = "GLIBC_2.17";
#endif

/// The address in the C library, or of what stands before it: a sanitizer, or a library of LD_PRELOAD.
void* resolve(void* libc, char const* name)
{
    void* const first = ::dlsym(RTLD_DEFAULT, name);
    Dl_info where{};
    ElfW(Sym)* symbol = nullptr;
    if (first != nullptr &&
        ::dladdr1(first, &where, reinterpret_cast<void**>(&symbol), RTLD_DL_SYMENT) != 0 &&
        symbol != nullptr && symbol->st_shndx != SHN_UNDEF)
    {
        return first;
    }
    // In a program that is not position-independent it may be a jump through a slot of its own.
    void* const address = ::dlsym(libc, name);
    // A name that only old programs call has only the version of that time.
    return address != nullptr ? address : ::dlvsym(libc, name, oldest_version);
}

bool is_program_dynamic()
{
    return for_each_module([](module const& program) {
               return std::ranges::find(program.segments(), PT_INTERP, &ElfW(Phdr)::p_type) !=
                              program.segments().end()
                          ? 1
                          : -1;
           }) == 1;
}

}  // namespace

void const* find_originals()
{
    void* const libc = ::dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD);
    if (!is_program_dynamic() || libc == nullptr)
    {
        throw RuntimeError(
            "patch_all: the program is linked statically, so there are no places to be patched; "
            "link it without -static");
    }
    for (hooks const& table : all_hooks())
    {
        for (hook const& each : table)
        {
            each.function->address = resolve(libc, each.function->name);
        }
    }
    void const* const inside = ::dlsym(libc, "recv");
    ::dlclose(libc);  // it stays
    return inside;
}

}  // namespace quartet::gevent::monkey::detail
