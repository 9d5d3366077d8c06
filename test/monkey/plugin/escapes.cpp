// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// A library that blocks in ways that cannot be patched.
#include <sys/msg.h>
#include <sys/syscall.h>
#include <time.h>

extern "C" long plugin_sleep_in_the_kernel()
{
    timespec const length{0, 1000};
    long result;
#if defined(__x86_64__)
    asm volatile("movl %1, %%eax\n\tsyscall"
                 : "=&a"(result)
                 : "i"(SYS_nanosleep), "D"(&length), "S"(0)
                 : "rcx", "r11", "memory");
#elif defined(__aarch64__)
    asm volatile("mov x0, %2\n\tmov x1, xzr\n\tmov x8, %1\n\tsvc #0\n\tmov %0, x0"
                 : "=r"(result)
                 : "i"(SYS_nanosleep), "r"(&length)
                 : "x0", "x1", "x8", "memory");
#endif
    return result;
}

extern "C" long plugin_receive(int queue)
{
    long message[2];
    return ::msgrcv(queue, message, sizeof message[1], 0, 0);
}
