// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/detail/code_address.hpp>
#include <quartet/errors.hpp>

#include <dlfcn.h>
#include <link.h>

namespace quartet::detail {
namespace {

/// The base of the module that fills `wanted`: by its path, or the program itself when empty.
std::uint64_t base_of(std::string const& path)
{
    struct search
    {
        std::string const& path;
        std::uint64_t base = 0;
        bool found = false;
    } state{path};
    ::dl_iterate_phdr(
        [](dl_phdr_info* info, std::size_t, void* data) {
            auto& wanted = *static_cast<search*>(data);
            // The program comes first, and its name is empty.
            if (wanted.path != info->dlpi_name)
            {
                return 0;
            }
            wanted.base = info->dlpi_addr;
            wanted.found = true;
            return 1;
        },
        &state);
    if (!state.found)
    {
        throw RuntimeError("module not loaded: " + path);
    }
    return state.base;
}

}  // namespace

code_address to_code_address(void const* address)
{
    Dl_info info{};
    link_map* map = nullptr;
    if (::dladdr1(address, &info, reinterpret_cast<void**>(&map), RTLD_DL_LINKMAP) == 0 ||
        map == nullptr)
    {
        throw RuntimeError("target: its code lies in no module of this program");
    }
    return {map->l_name, reinterpret_cast<std::uint64_t>(address) - map->l_addr};
}

void* from_code_address(code_address const& code)
{
    if (!code.module.empty() && ::dlopen(code.module.c_str(), RTLD_NOW | RTLD_GLOBAL) == nullptr)
    {
        throw RuntimeError("target: " + std::string(::dlerror()));
    }
    static std::uint64_t const program = base_of({});
    std::uint64_t const base = code.module.empty() ? program : base_of(code.module);
    return reinterpret_cast<void*>(base + code.offset);
}

}  // namespace quartet::detail
