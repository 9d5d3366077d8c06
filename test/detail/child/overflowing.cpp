// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Bad accesses on fibers and elsewhere. The scene is the argument.
#include <quartet/detail/fiber.hpp>

#include <csignal>
#include <cstddef>
#include <string>
#include <thread>
#include <unistd.h>

namespace {

using quartet::detail::fiber;

[[gnu::noinline]] int dive(int depth)
{
    char volatile frame[1000];
    frame[0] = char(depth);
    // A recursion without end, as no compiler sees.
    return depth < 0 ? frame[0] : dive(depth + 1) + frame[0];
}

void overflow()
{
    fiber* const f = fiber::make([](fiber&) { dive(0); }, 0, 64 * 1024);
    f->label("diver", "number 5");
    f->resume();
}

void begin_a_fiber()
{
    fiber* const f = fiber::make([](fiber&) {}, 0);
    f->resume();
    f->dispose();
}

// Where nothing is mapped. Not null, which sanitizers would see.
auto* const volatile nowhere = reinterpret_cast<int volatile*>(64);

void bad_access()
{
    *nowhere = 1;
}

void on_fault(int)
{
    char const text[] = "the handler of before\n";
    static_cast<void>(::write(STDOUT_FILENO, text, sizeof text - 1) < 0);
    ::_exit(3);
}

}  // namespace

int main(int, char** argv)
{
    std::string const scene = argv[1];
    if (scene == "overflow")
    {
        overflow();
    }
    else if (scene == "overflow_in_a_thread")
    {
        std::thread(overflow).join();
    }
    else if (scene == "handler")
    {
        std::signal(SIGSEGV, on_fault);
        begin_a_fiber();
        bad_access();
    }
    else if (scene == "handler_with_info")
    {
        struct sigaction action = {};
        action.sa_sigaction = [](int signal, siginfo_t* info, void*) {
            if (info->si_addr == nowhere)
            {
                on_fault(signal);
            }
        };
        action.sa_flags = SA_SIGINFO;
        ::sigaction(SIGSEGV, &action, nullptr);
        begin_a_fiber();
        bad_access();
    }
    else
    {
        begin_a_fiber();
        bad_access();
    }
}
