// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// dlopen: what is loaded is patched.
//
// The C library asks who has called it, by the return address, for where that module has its libraries.
// Here that would be us, so its directories are looked into before.
#include <algorithm>
#include <array>
#include <cstddef>
#include <dlfcn.h>
#include <filesystem>
#include <link.h>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "../caller.hpp"
#include "../patch.hpp"
#include "hooks.hpp"

namespace quartet::gevent::monkey::detail {
namespace {

constinit original libc_dlopen("dlopen", ::dlopen);

link_map* module_of(void const* address) noexcept
{
    Dl_info where;
    link_map* found = nullptr;
    return ::dladdr1(address, &where, reinterpret_cast<void**>(&found), RTLD_DL_LINKMAP) != 0
               ? found
               : nullptr;
}

/// Where the linker looks for libraries that the module asks for.
std::vector<std::string> directories_of(link_map* which)
{
    Dl_serinfo head;
    if (which == nullptr || ::dlinfo(which, RTLD_DI_SERINFOSIZE, &head) != 0)
    {
        return {};
    }
    auto const memory =
        std::make_unique<std::max_align_t[]>(head.dls_size / sizeof(std::max_align_t) + 1);
    auto* const all = reinterpret_cast<Dl_serinfo*>(memory.get());
    *all = head;
    if (::dlinfo(which, RTLD_DI_SERINFO, all) != 0)
    {
        return {};
    }
    Dl_serpath const* const paths = all->dls_serpath;
    std::vector<std::string> found;
    for (unsigned i = 0; i != all->dls_cnt; ++i)
    {
        found.emplace_back(paths[i].dls_name);
    }
    return found;
}

link_map* our_module() noexcept
{
    return module_of(reinterpret_cast<void const*>(&our_module));
}

/// The file that the module means, if it would not be found from here.
std::optional<std::string> file_for(link_map* caller, std::string_view name)
{
    for (std::string_view const origin : {"$ORIGIN", "${ORIGIN}"})
    {
        if (name.starts_with(origin))
        {
            std::filesystem::path const module =
                caller->l_name[0] != 0 ? caller->l_name
                                       : std::filesystem::read_symlink("/proc/self/exe");
            return module.parent_path().string().append(name.substr(origin.size()));
        }
    }
    if (name.find('/') == name.npos)
    {
        auto const ours = directories_of(our_module());
        for (std::string const& directory : directories_of(caller))
        {
            std::string const file = directory + '/' + std::string(name);
            std::error_code ignored;
            if (std::ranges::find(ours, directory) == ours.end() &&
                std::filesystem::exists(file, ignored))
            {
                return file;
            }
        }
    }
    return std::nullopt;
}

std::optional<std::string> file_unless_found(char const* name, int mode, void const* return_address)
{
    link_map* const caller = module_of(return_address);
    if (name == nullptr || *name == 0 || caller == nullptr || caller == our_module())
    {
        return std::nullopt;
    }
    if (void* const loaded = libc_dlopen(name, mode | RTLD_NOLOAD))
    {
        ::dlclose(loaded);
        return std::nullopt;
    }
    try
    {
        return file_for(caller, name);
    }
    catch (std::exception const&)
    {
        return std::nullopt;  // no memory, or no /proc: as it is found from here
    }
}

void* patching_dlopen(char const* name, int mode) noexcept
{
    void* handle;
    {
        // Its constructors run in here, while nobody else may load anything.
        agent::unpatched const blocking;
        auto const file = file_unless_found(name, mode, __builtin_return_address(0));
        handle = libc_dlopen(file ? file->c_str() : name, mode);
    }
    if (handle != nullptr)
    {
        patch_what_is_new();
    }
    return handle;
}

}  // namespace

hooks libraries_hooks()
{
    static std::array const all{hook(libc_dlopen, patching_dlopen, in_every)};
    return all;
}

}  // namespace quartet::gevent::monkey::detail
