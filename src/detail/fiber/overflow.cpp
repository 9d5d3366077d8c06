// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// A stack overflow ends with a message that names the fiber.
#include <quartet/detail/fiber.hpp>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstring>
#include <initializer_list>
#include <sys/mman.h>
#include <unistd.h>

#include "stack_pool.hpp"

namespace quartet::detail {
namespace {

constexpr std::size_t handler_stack_size = 64 * 1024;

struct sigaction previous = {};

/// A text without memory of the heap, which may be in any state.
struct message
{
    char text[512];
    std::size_t size = 0;

    void add(char const* part) noexcept
    {
        std::size_t const length = std::min(std::strlen(part), sizeof text - size);
        std::memcpy(text + size, part, length);
        size += length;
    }
};

void tell(fiber const& whose) noexcept
{
    char kib[24] = {};
    std::to_chars(kib, kib + sizeof kib - 1, whose.stack_size() / 1024);
    char number[24] = {};
    if (whose.number() != 0)
    {
        std::to_chars(number, number + sizeof number - 1, whose.number());
    }
    message all;
    std::initializer_list<char const*> const parts = {
        "quartet: stack overflow in ",
        whose.kind(),
        " ",
        whose.name(),
        number,
        ": its stack has ",
        kib,
        " KiB; give it more, or use less\n"};
    for (char const* part : parts)
    {
        all.add(part);
    }
    static_cast<void>(::write(STDERR_FILENO, all.text, all.size) < 0);
}

void on_fault(int signal, siginfo_t* info, void* context)
{
    if (char* const end = stack_pool::whose_guard(info->si_addr))
    {
        tell(fiber::on_stack(end));
        std::signal(signal, SIG_DFL);  // the instruction fails again, and the process ends
        return;
    }
    if ((previous.sa_flags & SA_SIGINFO) != 0)
    {
        previous.sa_sigaction(signal, info, context);
    }
    else if (previous.sa_handler == SIG_DFL || previous.sa_handler == SIG_IGN)
    {
        std::signal(signal, SIG_DFL);
    }
    else
    {
        previous.sa_handler(signal);
    }
}

bool install() noexcept
{
    struct sigaction action = {};
    action.sa_sigaction = &on_fault;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
    return ::sigaction(SIGSEGV, nullptr, &previous) == 0 &&
           ::sigaction(SIGSEGV, &action, nullptr) == 0;
}

/// What the handler runs on, if the thread has nothing yet.
class handler_stack
{
public:
    handler_stack() noexcept
    {
        stack_t now;
        if (::sigaltstack(nullptr, &now) != 0 || (now.ss_flags & SS_DISABLE) == 0)
        {
            return;
        }
        void* const memory = ::mmap(
            nullptr,
            handler_stack_size,
            PROT_READ | PROT_WRITE,
            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK,
            -1,
            0);
        if (memory != MAP_FAILED)
        {
            memory_ = memory;
            stack_t const ours{memory, 0, handler_stack_size};
            ::sigaltstack(&ours, nullptr);
        }
    }
    ~handler_stack()
    {
        stack_t now;
        if (memory_ != nullptr && ::sigaltstack(nullptr, &now) == 0 && now.ss_sp == memory_)
        {
            stack_t const none{nullptr, SS_DISABLE, 0};
            ::sigaltstack(&none, nullptr);
            ::munmap(memory_, handler_stack_size);
        }
    }

private:
    void* memory_ = nullptr;
};

}  // namespace

void watch_for_overflow()
{
    static bool const installed = install();
    static thread_local handler_stack const mine;
    static_cast<void>(installed);
    static_cast<void>(mine);
}

}  // namespace quartet::detail
