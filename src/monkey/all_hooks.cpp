// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// The one list of hooks.
#include <array>
#include <string_view>
#include <unordered_map>

#include "hook.hpp"
#include "hooks/hooks.hpp"

namespace quartet::gevent::monkey::detail {

std::span<hooks const> all_hooks()
{
    static std::array const all{
        close_hooks(),
        conditions_hooks(),
        connect_hooks(),
        epoll_hooks(),
        file_locks_hooks(),
        futexes_hooks(),
        hosts_hooks(),
        joins_hooks(),
        libraries_hooks(),
        mutexes_hooks(),
        names_hooks(),
        once_hooks(),
        open_hooks(),
        poll_hooks(),
        processes_hooks(),
        read_hooks(),
        receive_hooks(),
        resolver_hooks(),
        rwlocks_hooks(),
        select_hooks(),
        semaphores_hooks(),
        send_hooks(),
        sendfile_hooks(),
        signals_hooks(),
        sleep_hooks(),
        stdio_close_hooks(),
        stdio_print_hooks(),
        stdio_read_hooks(),
        stdio_scan_hooks(),
        stdio_write_hooks(),
        write_hooks(),
    };
    return all;
}

hook const* find_hook(char const* name) noexcept
{
    static auto const& by_name = *[] {
        auto* const made = new std::unordered_map<std::string_view, hook const*>;
        for (hooks const& table : all_hooks())
        {
            for (hook const& each : table)
            {
                made->emplace(each.function->name, &each);
            }
        }
        return made;
    }();
    auto const found = by_name.find(name);
    return found != by_name.end() ? found->second : nullptr;
}

}  // namespace quartet::gevent::monkey::detail
