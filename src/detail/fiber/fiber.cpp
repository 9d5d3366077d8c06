// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/detail/fiber.hpp>
#include <quartet/errors.hpp>

#if defined(BOOST_USE_UCONTEXT)
#include <boost/context/fiber.hpp>
#endif

#include <cerrno>
#include <cstring>
#include <cxxabi.h>
#include <memory>
#include <new>
#include <string>
#include <utility>

#include "stack_notes.hpp"
#include "stack_pool.hpp"

namespace quartet::detail {

constinit thread_local thread_words thread_words::current;

/// Out of line, because __cxa_get_globals is declared to be constant (boostorg/context#323): a
/// compiler would use the answer of one thread in another.
[[gnu::noinline]] void thread_words::ask() noexcept
{
    watch_for_overflow();
    current.exceptions = reinterpret_cast<exception_state*>(abi::__cxa_get_globals());
    current.error = &errno;
}

namespace {

#if defined(BOOST_USE_UCONTEXT)

using context = boost::context::fiber;

void* to_pointer(context&& from) noexcept
{
    static_assert(sizeof(context) == sizeof(void*));
    void* pointer;
    std::memcpy(&pointer, &from, sizeof pointer);
    new (&from) context;
    return pointer;
}

context to_context(void* pointer) noexcept
{
    context made;
    std::memcpy(static_cast<void*>(&made), &pointer, sizeof pointer);
    return made;
}

/// The stack is given back by dispose(), not by Boost.
struct no_allocator
{
    boost::context::stack_context allocate() { return {}; }
    void deallocate(boost::context::stack_context&) noexcept {}
};

#else

/// boost::context::detail::make_fcontext
extern "C" void* quartet_make_fcontext(
    void* end, std::size_t size, void (*enter)(fiber_transfer)) __asm__("make_fcontext");

#endif

constexpr std::size_t page = 4096;

/// How far from the end of its stack a fiber begins.
/**
 * All stacks end at the end of a page. What is used most would lie in the same few sets of the
 * processor's caches; with a thousand fibers that serve sockets, that doubled the time of each turn.
 */
std::size_t colour_of(char const* end) noexcept
{
    constexpr std::size_t line = 64;
    constexpr std::size_t colours = 23;  // of them, and what a fiber uses when it waits, a page
    return reinterpret_cast<std::uintptr_t>(end) / page % colours * line;
}

}  // namespace

fiber::fiber(body run, std::size_t stack_size) noexcept
    : run_(run)
    , stack_size_(stack_size)
{}

void fiber::require_size(std::size_t stack_size)
{
    if (stack_size < least_stack_size)
    {
        throw ValueError(
            "stack_size: must be at least " + std::to_string(least_stack_size) + " bytes, but is " +
            std::to_string(stack_size));
    }
    if (stack_size > most_stack_size)
    {
        throw ValueError(
            "stack_size: must be at most " + std::to_string(most_stack_size) + " bytes, but is " +
            std::to_string(stack_size));
    }
}

fiber* fiber::make(body run, std::size_t room, std::size_t stack_size)
{
    require_size(stack_size);
    if (room > stack_size / 2)
    {
        throw ValueError(
            "stack_size: " + std::to_string(stack_size) + " bytes are too few for arguments of " +
            std::to_string(room));
    }
    std::size_t const size = (stack_size + page - 1) / page * page;
    char* const end = stack_pool::acquire(size);
    constexpr std::size_t alignment = alignof(std::max_align_t);
    room = (room + alignment - 1) / alignment * alignment;
    fiber** const link = reinterpret_cast<fiber**>(end) - link_words;
    auto* const made =
        new (reinterpret_cast<char*>(link) - colour_of(end) - room - sizeof(fiber)) fiber(run, size);
    *link = made;
    made->end_ = end;
    return made;
}

void fiber::dispose() noexcept
{
    char* const end = end_;
    std::size_t const size = stack_size_;
    if (has_begun())
    {
        forget_stack(stack_note_);
    }
    this->~fiber();
    stack_pool::release(end, size);
}

fiber& fiber::on_stack(char* end) noexcept
{
    return **(reinterpret_cast<fiber**>(end) - link_words);
}

void fiber::move_to_this_thread() noexcept
{
    exceptions_ = thread_words::mine().exceptions;
    errno_ = thread_words::mine().error;
}

void fiber::begin() noexcept
{
    if (exceptions_ == nullptr)
    {
        move_to_this_thread();
    }
    state_ = state::begun;
    std::size_t const size = stack_size_ - std::size_t(end_ - reinterpret_cast<char*>(this));
    stack_note_ = note_stack(this, size);
#if defined(BOOST_USE_UCONTEXT)
    boost::context::stack_context stack;
    stack.sp = this;
    stack.size = size;
    other_ = to_pointer(context(
        std::allocator_arg,
        boost::context::preallocated(stack.sp, stack.size, stack),
        no_allocator(),
        [this](context&& outside) {
            other_ = to_pointer(std::move(outside));
            run_(*this);
            state_ = state::finished;
            return to_context(std::exchange(other_, nullptr));
        }));
#else
    // Not a boost::context::fiber, whose constructor goes to the new stack and back, and whose end
    // leaves it once more to destroy what is on it.
    other_ = quartet_make_fcontext(this, size, &fiber::enter);
#endif
}

#if defined(BOOST_USE_UCONTEXT)
fiber_transfer jump_to_fiber(void* to, void*) noexcept
{
    return {to_pointer(to_context(to).resume()), nullptr};
}
#else
void fiber::enter(fiber_transfer outside) noexcept
{
    auto& self = *static_cast<fiber*>(outside.data);
    self.other_ = outside.from;
    self.run_(self);
    self.state_ = state::finished;
    jump_to_fiber(self.other_, nullptr);
    __builtin_unreachable();
}
#endif

}  // namespace quartet::detail
