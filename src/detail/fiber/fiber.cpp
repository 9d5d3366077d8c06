// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/detail/fiber.hpp>
#include <quartet/errors.hpp>

#include <boost/context/fiber.hpp>

#include <cerrno>
#include <cstring>
#include <cxxabi.h>
#include <memory>
#include <new>
#include <string>
#include <utility>

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
    void deallocate(boost::context::stack_context& stack) noexcept
    {
        static_cast<void>(stack);
#if defined(BOOST_USE_VALGRIND)
        VALGRIND_STACK_DEREGISTER(stack.valgrind_stack_id);
#endif
    }
};

constexpr std::size_t page = 4096;

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
    auto* const made = new (reinterpret_cast<char*>(link) - room - sizeof(fiber)) fiber(run, size);
    *link = made;
    made->end_ = end;
    return made;
}

void fiber::dispose() noexcept
{
    char* const end = end_;
    std::size_t const size = stack_size_;
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
    boost::context::stack_context stack;
    stack.sp = this;
    stack.size = stack_size_ - std::size_t(end_ - reinterpret_cast<char*>(this));
#if defined(BOOST_USE_VALGRIND)
    stack.valgrind_stack_id =
        VALGRIND_STACK_REGISTER(stack.sp, static_cast<char*>(stack.sp) - stack.size);
#endif
    move_to_this_thread();
    state_ = state::begun;
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
}

#if defined(BOOST_USE_UCONTEXT)
fiber_transfer jump_to_fiber(void* to, void*) noexcept
{
    return {to_pointer(to_context(to).resume()), nullptr};
}
#endif

}  // namespace quartet::detail
