// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "process_memory.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sys/uio.h>
#include <unistd.h>
#include <utility>

namespace quartet_tool {

namespace {

/// A name may have anything in it, and a terminal obeys some.
std::string without_controls(std::string text)
{
    std::ranges::replace_if(
        text, [](unsigned char each) { return each < ' ' || each == 0x7f; }, '?');
    return text;
}

}  // namespace

std::size_t process_memory::read_some(address from, void* to, std::size_t size) const
{
    iovec const here{to, size};
    iovec const there{reinterpret_cast<void*>(from), size};  // an address of the other process
    ssize_t const count = ::process_vm_readv(pid_, &here, 1, &there, 1, 0);
    if (count >= 0)
    {
        return static_cast<std::size_t>(count);
    }
    switch (errno)
    {
    case ESRCH:
        throw failure("process " + std::to_string(pid_) + " has ended");
    case EPERM:
    case EACCES:
        throw failure(
            "process " + std::to_string(pid_) +
            " may not be read: that needs its user, or root, and where "
            "/proc/sys/kernel/yama/ptrace_scope is not 0 root alone");
    case ENOSYS:
        throw failure("this system does not let a process read another one");
    default:
        return 0;
    }
}

void process_memory::read(address from, void* to, std::size_t size) const
{
    if (from == 0 || read_some(from, to, size) != size)
    {
        throw torn();
    }
}

std::string process_memory::string(address from) const
{
#if !defined(__GLIBCXX__)
#error "quartet: the tools know std::string of libstdc++ only"
#endif
    struct
    {
        address data;
        std::uint64_t size;
    } const about = get<std::remove_const_t<decltype(about)>>(from);
    std::string text(std::min<std::uint64_t>(about.size, most_text), '\0');
    if (!text.empty())
    {
        read(about.data, text.data(), text.size());
    }
    return without_controls(std::move(text));
}

std::string const& process_memory::literal(address from)
{
    auto const known = literals_.find(from);
    if (known != literals_.end())
    {
        return known->second;
    }
    // It may end just before a page that is not there.
    static std::size_t const page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    char text[most_text];
    std::size_t const first = std::min(sizeof text, page - from % page);
    read(from, text, first);
    std::size_t count = first;
    if (std::memchr(text, '\0', first) == nullptr && first != sizeof text)
    {
        count += read_some(from + first, text + first, sizeof text - first);
    }
    std::string found(text, ::strnlen(text, count));
    return literals_.emplace(from, without_controls(std::move(found))).first->second;
}

}  // namespace quartet_tool
