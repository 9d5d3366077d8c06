// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// The switch of x86-64, without the control words of floating point.
#include <quartet/detail/fiber.hpp>

#if defined(QUARTET_OWN_SWITCH)

// Saves what a callee has to save, leaves its stack, and finds there what was saved before. The frame
// is that of Boost 1.81's fcontext, whose make_fcontext lays out the first one:
//
//     sp -> 0: control words and stack guard, which are not looked at
//           16: r12  24: r13  32: r14  40: r15  48: rbx  56: rbp  64: where it goes on
//
// It goes on with rax and rdi = the stack that was left, rdx and rsi = data: a fiber_transfer, as
// result of a switch and as argument of the first function.
__asm__(R"(
    .text
    .p2align 4
    .globl quartet_switch_stacks
    .type quartet_switch_stacks, @function
quartet_switch_stacks:
    .cfi_startproc
    pushq %rbp
    pushq %rbx
    pushq %r15
    pushq %r14
    pushq %r13
    pushq %r12
    subq  $16, %rsp
    movq  %rsp, %rax
    movq  %rdi, %rsp
    movq  16(%rsp), %r12
    movq  24(%rsp), %r13
    movq  32(%rsp), %r14
    movq  40(%rsp), %r15
    movq  48(%rsp), %rbx
    movq  56(%rsp), %rbp
    movq  64(%rsp), %r8
    addq  $72, %rsp
    movq  %rax, %rdi
    movq  %rsi, %rdx
    jmp   *%r8
    .cfi_endproc
    .size quartet_switch_stacks, .-quartet_switch_stacks
    .section .note.GNU-stack, "", @progbits
    .text
)");

#endif
