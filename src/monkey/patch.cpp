// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "patch.hpp"

#include <quartet/detail/short_mutex.hpp>
#include <quartet/errors.hpp>
#include <quartet/monkey/patch.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iostream>
#include <mutex>
#include <string>
#include <utility>

#include "caller.hpp"
#include "escapes.hpp"
#include "originals.hpp"
#include "sigpipe.hpp"
#include "time_limits.hpp"

namespace quartet::gevent::monkey {
namespace detail {
namespace {

struct name_of_group
{
    std::string_view name;
    group bit;
    bool patches::*chosen;
};

constexpr std::array<name_of_group, 8> groups{{
    {"socket", in_socket, &patches::socket},
    {"dns", in_dns, &patches::dns},
    {"time", in_time, &patches::time},
    {"select", in_select, &patches::select},
    {"thread", in_thread, &patches::thread},
    {"os", in_os, &patches::os},
    {"subprocess", in_subprocess, &patches::subprocess},
    {"signal", in_signal, &patches::signal},
}};

/// What is patched. Never destroyed: hooks run to the end of the process.
struct patcher
{
    quartet::detail::short_mutex mutex;  // of who patches
    std::atomic<unsigned> groups{0};
    void const* libc = nullptr;    // an address in it
    unsigned long long loads = 0;  // those that are patched

    static patcher& get()
    {
        static auto* const one = new patcher;
        return *one;
    }
};

void resolve_all()
{
    patcher& one = patcher::get();
    if (one.libc == nullptr)
    {
        one.libc = find_originals();
    }
}

/// @return 0, or the system's error.
int update(module const& which, unsigned wanted)
{
    bool is_writable = false;
    int error = which.for_each_slot([&](slot const& at) {
        hook const* its;
        target const now = look_at(which, at, its);
        if (now == target::nothing_of_ours)
        {
            return 0;
        }
        void* const shall = (its->groups & wanted) != 0 ? its->replacement : its->function->address;
        bool const is_hook_wanted = shall == its->replacement;
        if (is_hook_wanted == (now == target::hook))
        {
            return 0;
        }
        if (!std::exchange(is_writable, true))
        {
            if (int const failed = which.make_writable(true))
            {
                return failed;
            }
        }
        __atomic_store_n(at.place, shall, __ATOMIC_RELEASE);
        return 0;
    });
    if (is_writable)
    {
        int const failed = which.make_writable(false);
        error = error != 0 ? error : failed;
    }
    return error;
}

int update_all(unsigned wanted)
{
    return for_each_module(
        [wanted](module const& which) { return is_left_alone(which) ? 0 : update(which, wanted); });
}

void add(unsigned more)
{
    patcher& one = patcher::get();
    std::lock_guard const lock(one.mutex);
    resolve_all();
    std::uint32_t const process = quartet::detail::forks;
    bool const is_ours = patched_process.load() == process;
    unsigned const before = is_ours ? one.groups.load() : 0;
    if (patched_process.load() == ~0u)
    {
        // While static objects are destroyed, what they call shall do as it always did.
        std::atexit(unpatch_all);
    }
    patched_process = process;
    one.groups = before | more;
    if (int const error = update_all(before | more))
    {
        one.groups = before;
        update_all(before);
        throw OSError(error, "patch_all");
    }
    time_limits::look_for_some();
    if ((~before & more & in_signal) != 0)
    {
        ignore_sigpipe(true);
    }
}

name_of_group const& require_group(std::string_view name, char const* function)
{
    auto const found = std::ranges::find(groups, name, &name_of_group::name);
    if (found == groups.end())
    {
        throw ValueError(
            std::string(function) + ": module is \"" + std::string(name) +
            "\"; it must be socket, dns, time, select, thread, os, subprocess or signal");
    }
    return *found;
}

hook const& require_hook(std::string_view name, char const* function)
{
    hook const* const found = find_hook(std::string(name).c_str());
    if (found == nullptr || found->function->address == nullptr)
    {
        throw ValueError(
            std::string(function) + ": name is \"" + std::string(name) +
            "\", which is no function that can be patched");
    }
    return *found;
}

}  // namespace

unsigned patched_groups() noexcept
{
    return is_in_force() ? patcher::get().groups.load() : 0;
}

target look_at(module const& in, slot const& at, hook const*& which) noexcept
{
    which = find_hook(at.symbol);
    if (which == nullptr || which->function->address == nullptr)
    {
        return target::nothing_of_ours;
    }
    void* const value = at.value();
    if (value == which->replacement)
    {
        return target::hook;
    }
    // In the module itself: not called yet, it goes to the linker. A slot that is bound elsewhere is
    // that of a function of somebody else, or of an old version.
    return value == which->function->address || in.contains(value) || value == nullptr
               ? target::libc
               : target::nothing_of_ours;
}

bool is_left_alone(module const& which) noexcept
{
    if (which.is_program())
    {
        return false;  // we may be in it
    }
    static constexpr char const* below[] = {
        "/ld-linux",
        "linux-vdso",
        "/libasan.",
        "/libtsan.",
        "/libubsan.",
        "/liblsan.",
        "/libgcc_s."};
    std::string const path = which.path();
    return which.contains(patcher::get().libc) ||
           which.contains(reinterpret_cast<void const*>(&is_left_alone)) ||
           which.contains(&quartet::detail::forks) ||
           std::ranges::any_of(
               below, [&](char const* each) { return path.find(each) != std::string::npos; });
}

void patch_what_is_new() noexcept
{
    patcher& one = patcher::get();
    if (unsigned const wanted = patched_groups())
    {
        std::lock_guard const lock(one.mutex);
        unsigned long long const loads = count_loads();
        if (std::exchange(one.loads, loads) != loads)
        {
            update_all(wanted);
        }
    }
}

void* original_of(std::string_view name)
{
    {
        std::lock_guard const lock(patcher::get().mutex);
        resolve_all();
    }
    return require_hook(name, "get_original").function->address;
}

}  // namespace detail

patches patches::from_names(std::string_view names)
{
    patches chosen;
    for (auto const& each : detail::groups)
    {
        chosen.*each.chosen = false;
    }
    while (!names.empty())
    {
        std::string_view const name = names.substr(0, names.find(','));
        names.remove_prefix(std::min(name.size() + 1, names.size()));
        chosen.*detail::require_group(name, "from_names").chosen = true;
    }
    return chosen;
}

void patch_all(patches const& which)
{
    unsigned chosen = 0;
    for (auto const& each : detail::groups)
    {
        chosen |= which.*each.chosen ? unsigned(each.bit) : 0;
    }
    detail::add(chosen);
    if (which.warn)
    {
        for (escape const& each : detail::find_escapes())
        {
            std::cerr << "quartet: patch_all: " << each.module << ' ' << each.what << ": "
                      << each.advice << '\n';
        }
    }
}

void patch_socket()
{
    detail::add(detail::in_socket);
}

void patch_dns()
{
    detail::add(detail::in_dns);
}

void patch_time()
{
    detail::add(detail::in_time);
}

void patch_select()
{
    detail::add(detail::in_select);
}

void patch_thread()
{
    detail::add(detail::in_thread);
}

void patch_os()
{
    detail::add(detail::in_os);
}

void patch_subprocess()
{
    detail::add(detail::in_subprocess);
}

void patch_signal()
{
    detail::add(detail::in_signal);
}

void unpatch_all()
{
    auto& one = detail::patcher::get();
    std::lock_guard const lock(one.mutex);
    if (one.libc != nullptr)
    {
        detail::ignore_sigpipe(false);
        one.groups = 0;
        detail::update_all(0);
        detail::patched_process = ~0u - 1;
    }
}

bool is_module_patched(std::string_view name)
{
    return (detail::patched_groups() & detail::require_group(name, "is_module_patched").bit) != 0;
}

bool is_object_patched(std::string_view name)
{
    return (detail::require_hook(name, "is_object_patched").groups & detail::patched_groups()) != 0;
}

}  // namespace quartet::gevent::monkey
