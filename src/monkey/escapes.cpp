// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "escapes.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <string_view>

#include "patch.hpp"
#include "system_calls.hpp"

namespace quartet::gevent::monkey::detail {
namespace {

constexpr char const* to_the_threadpool = "call what uses it in gevent::get_hub().threadpool()";

void add_system_calls(module const& of, std::vector<escape>& to)
{
    if (std::size_t const count = count_system_calls(of))
    {
        to.push_back(
            {of.path(),
             "asks the kernel itself, in " + std::to_string(count) +
                 (count == 1 ? " place" : " places"),
             to_the_threadpool});
    }
}

/// Functions that wait for something that nothing but the thread can wait for. Not pause: Asio names it
/// in every program, and does not call it.
constexpr std::string_view not_patched[] = {
    "aio_suspend",
    "mq_receive",
    "mq_send",
    "mq_timedreceive",
    "mq_timedsend",
    "msgrcv",
    "msgsnd",
    "semop",
    "semtimedop",
    "sigpause",
    "sigsuspend"};

void add_functions(module const& of, std::vector<escape>& to)
{
    std::set<std::string_view> found;
    of.for_each_slot([&](slot const& at) {
        if (std::ranges::find(not_patched, at.symbol) != std::end(not_patched))
        {
            found.insert(at.symbol);
        }
        return 0;
    });
    for (std::string_view const each : found)
    {
        to.push_back(
            {of.path(), "calls " + std::string(each) + ", which blocks", to_the_threadpool});
    }
}

/// The files with code that the process has, and that are no modules of ours: dlmopen() has loaded them.
void add_other_namespaces(std::vector<escape>& to)
{
    std::set<std::string> found;
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);)
    {
        std::istringstream words(line);
        std::string range;
        std::string access;
        std::string ignored;
        std::string path;
        words >> range >> access >> ignored >> ignored >> ignored >> std::ws;
        std::getline(words, path);
        if (access.find('x') == access.npos || !path.starts_with('/'))
        {
            continue;
        }
        auto const* const address = reinterpret_cast<void const*>(std::stoull(range, nullptr, 16));
        bool const is_ours = for_each_module([&](module const& each) {
                                 return each.contains(address) ? 1 : 0;
                             }) == 1;
        bool const is_of_the_linker =
            path.find("/libc.so.") != path.npos || path.find("/ld-linux") != path.npos;
        if (!is_ours && !is_of_the_linker)
        {
            found.insert(path);
        }
    }
    for (std::string const& each : found)
    {
        to.push_back(
            {each,
             "is in a namespace of its own",
             "load it with dlopen instead of dlmopen, or " + std::string(to_the_threadpool)});
    }
}

}  // namespace

std::vector<escape> find_escapes()
{
    std::vector<escape> all;
    for_each_module([&](module const& each) {
        if (!is_left_alone(each))
        {
            add_system_calls(each, all);
            add_functions(each, all);
        }
        return 0;
    });
    add_other_namespaces(all);
    return all;
}

}  // namespace quartet::gevent::monkey::detail
