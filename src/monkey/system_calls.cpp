// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "system_calls.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <string_view>
#include <sys/syscall.h>

namespace quartet::gevent::monkey::detail {
namespace {

constexpr long blocking[] = {
    SYS_read,
    SYS_write,
    SYS_readv,
    SYS_writev,
    SYS_connect,
    SYS_accept,
    SYS_accept4,
    SYS_recvfrom,
    SYS_sendto,
    SYS_recvmsg,
    SYS_sendmsg,
    SYS_ppoll,
    SYS_pselect6,
    SYS_epoll_pwait,
    SYS_nanosleep,
    SYS_clock_nanosleep,
    SYS_wait4,
    SYS_waitid,
    SYS_futex,
    SYS_flock,
    SYS_rt_sigtimedwait,
#ifdef SYS_poll
    SYS_poll,
    SYS_select,
    SYS_epoll_wait,
    SYS_pause,
#endif
};

bool may_block(long number) noexcept
{
    return std::ranges::find(blocking, number) != std::end(blocking);
}

#if defined(__x86_64__)

constexpr std::string_view instruction("\x0f\x05", 2);

/// What is in eax, if one of the few instructions before has put it there.
std::optional<long> number_before(std::string_view code, std::size_t at) noexcept
{
    constexpr std::size_t farthest = 12;
    constexpr std::size_t size_of_mov = 5;
    for (std::size_t back = size_of_mov; back <= std::min(at, farthest); ++back)
    {
        std::uint32_t number;
        std::memcpy(&number, code.data() + at - back + 1, sizeof number);
        if (code[at - back] == '\xb8' && number < 512)
        {
            return long(number);
        }
    }
    return std::nullopt;
}

/// Whether the result is looked at as that of a system call: rax is compared with -4095 or -4096.
bool is_result_checked(std::string_view code, std::size_t at) noexcept
{
    auto const next = code.substr(at + instruction.size(), 6);
    return next == std::string_view("\x48\x3d\x01\xf0\xff\xff", 6) ||
           next == std::string_view("\x48\x3d\x00\xf0\xff\xff", 6);
}

bool is_one(std::string_view code, std::size_t at) noexcept
{
    auto const number = number_before(code, at);
    return number ? may_block(*number) : is_result_checked(code, at);
}

#elif defined(__aarch64__)

constexpr std::string_view instruction("\x01\x00\x00\xd4", 4);  // svc #0

bool is_one(std::string_view code, std::size_t at) noexcept
{
    constexpr std::size_t farthest = 4;  // instructions
    for (std::size_t back = 1; back <= std::min(at / 4, farthest); ++back)
    {
        std::uint32_t before;
        std::memcpy(&before, code.data() + at - 4 * back, sizeof before);
        if ((before & 0xffe0001f) == 0xd2800008)  // mov x8, #number
        {
            return may_block(before >> 5 & 0xffff);
        }
    }
    return at % 4 == 0;
}

#endif

}  // namespace

std::size_t count_system_calls(module const& which)
{
    std::size_t count = 0;
    for (ElfW(Phdr) const& each : which.segments())
    {
        constexpr auto readable_code = PF_R | PF_X;
        if (each.p_type != PT_LOAD || (each.p_flags & readable_code) != readable_code)
        {
            continue;
        }
        std::string_view const code(
            reinterpret_cast<char const*>(which.base() + each.p_vaddr), each.p_filesz);
        for (auto at = code.find(instruction); at != code.npos; at = code.find(instruction, at + 1))
        {
            count += is_one(code, at);
        }
    }
    return count;
}

}  // namespace quartet::gevent::monkey::detail
