// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_DETAIL_FIBER_HPP
#define QUARTET_DETAIL_FIBER_HPP

#include <quartet/detail/config.hpp>

#include <boost/version.hpp>

#include <cstddef>
#include <cstdint>

namespace quartet::detail {

/// What the C++ runtime keeps for a thread: __cxa_eh_globals of the Itanium ABI.
struct exception_state
{
    void* caught = nullptr;
    unsigned uncaught = 0;

    bool is_empty() const noexcept { return caught == nullptr && uncaught == 0; }
};

/// Where a thread keeps what goes with a switch; the addresses are asked for once.
struct thread_words
{
    exception_state* exceptions = nullptr;
    int* error = nullptr;

    static thread_words const& mine() noexcept
    {
        if (current.exceptions == nullptr)
        {
            ask();
        }
        return current;
    }

    /// Whether these are the calling thread's, which has asked before.
    static bool are_mine(exception_state const* exceptions) noexcept
    {
        return current.exceptions == exceptions;
    }

private:
    QUARTET_DECL static void ask() noexcept;
    [[gnu::tls_model(
        "initial-exec")]] QUARTET_DECL static constinit thread_local thread_words current;
};

/// What the switch gives: the stack that was left, and what the one who left it passes on.
/**
 * The switch is boost::context::detail::jump_fcontext, declared here because users of this header
 * need not read those of Boost.Context. It is called inline: where a `ret` comes after a switch, the
 * processor foretells the wrong address, which costs as much as the switch itself.
 *
 * On x86-64 it is one of our own. Boost's spends half of its 11 ns for there and back on the control
 * words of floating point, which here belong to the thread: a fiber that changes the rounding changes
 * it for all. (Boost leaves them out, too, if it is built with BOOST_USE_TSX; Debian's is not.)
 */
struct fiber_transfer
{
    void* from;
    void* data;
};
#if defined(BOOST_USE_UCONTEXT)
QUARTET_DECL fiber_transfer jump_to_fiber(void* to, void* data) noexcept;
#else
#if defined(__x86_64__) && BOOST_VERSION == 108100  // whose frame it shares
#define QUARTET_OWN_SWITCH 1
extern "C" fiber_transfer
quartet_jump_fcontext(void* to, void* data) __asm__("quartet_switch_stacks");
#else
extern "C" fiber_transfer quartet_jump_fcontext(void* to, void* data) __asm__("jump_fcontext");
#endif
inline fiber_transfer jump_to_fiber(void* to, void* data) noexcept
{
    return quartet_jump_fcontext(to, data);
}
#endif

/// A function with a stack of its own: what generators and greenlets run on.
/**
 * Lies, with room for what its owner keeps beside it, at the top of that stack, so to make one
 * allocates nothing else. Stands on the switch of Boost.Context, and is the only place that calls it:
 * with a switch go errno and the C++ runtime's list of caught exceptions, which Boost 1.81 would mix up
 * between fibers that switch inside of a handler.
 *
 * @par Thread safety
 * One thread at a time resumes it. It should always be the same one: what runs on it may hold
 * addresses of thread_local objects.
 */
class QUARTET_DECL fiber
{
public:
    static constexpr std::size_t default_stack_size = 256 * 1024;  // bytes
    static constexpr std::size_t least_stack_size = 16 * 1024;
    static constexpr std::size_t most_stack_size = least_stack_size << 26;  // 1 TiB

    /// What runs on it. Must not throw.
    using body = void (*)(fiber& self);

    /// @param room bytes that room() gives, aligned as by malloc.
    /// @param stack_size bytes; rounded up to whole pages. The guard pages below it come on top.
    /// @throws ValueError if it is too small. @throws std::bad_alloc.
    static fiber* make(body run, std::size_t room, std::size_t stack_size = default_stack_size);

    /// @throws ValueError if a stack of this size is too small.
    static void require_size(std::size_t stack_size);

    /// Gives stack and room back. It has not begun, or is finished; what was in the room is destroyed.
    void dispose() noexcept;

    void* room() noexcept { return this + 1; }
    static fiber& of_room(void* room) noexcept { return *(static_cast<fiber*>(room) - 1); }

    /// Whose stack ends there, as stack_pool gives it.
    static fiber& on_stack(char* end) noexcept;

    /// Whether it has not begun, or runs in the calling thread.
    bool is_of_this_thread() const noexcept
    {
        return thread_words::are_mine(exceptions_) || exceptions_ == nullptr;
    }

    /// Before a resume() in another thread than ever. It may not have begun.
    void move_to_this_thread() noexcept;

    /// From outside: runs it until it suspends itself or its body returns.
    void resume() noexcept
    {
        if (state_ == state::fresh)
        {
            begin();
        }
        switch_sides();
    }

    /// On the fiber: goes on where resume() was called. Returns with the next resume().
    void suspend() noexcept { switch_sides(); }

    /// It will be resumed soon: the processor shall fetch it, and its frames, which lie below it.
    void prefetch() const noexcept
    {
        constexpr std::size_t line = 64;
        constexpr std::size_t lines = 16;  // as far down as a wait goes, in most cases
        for (std::size_t i = 0; i != lines; ++i)
        {
            __builtin_prefetch(reinterpret_cast<char const*>(this) - i * line, 1);
        }
    }

    bool has_begun() const noexcept { return state_ != state::fresh; }
    bool is_finished() const noexcept { return state_ == state::finished; }

    std::size_t stack_size() const noexcept { return stack_size_; }

    /// What the message of a stack overflow calls it: "greenlet", "Greenlet-", 1. Not copied.
    /// @param number 0: none.
    void label(char const* kind, char const* name, std::uint64_t number = 0) noexcept
    {
        kind_ = kind;
        name_ = name;
        number_ = number;
    }
    std::uint64_t number() const noexcept { return number_; }
    char const* kind() const noexcept { return kind_; }
    char const* name() const noexcept { return name_; }

    fiber(fiber const&) = delete;
    fiber& operator=(fiber const&) = delete;

private:
    enum class state : unsigned char
    {
        fresh,
        begun,
        finished
    };

    // Below the end of a stack: unused ones are linked by the first word, others know their fiber.
    static constexpr std::size_t link_words = 2;

    fiber(body run, std::size_t stack_size) noexcept;
    ~fiber() = default;

    void begin() noexcept;
    static void enter(fiber_transfer outside) noexcept;

    /// Both sides of a switch do the same: each takes what is its own along, and finds it again.
    void switch_sides() noexcept
    {
        int const error = *errno_;
        if (exceptions_->is_empty())
        {
            other_ = jump_to_fiber(other_, this).from;
        }
        else
        {
            exception_state const kept = *exceptions_;
            *exceptions_ = {};
            other_ = jump_to_fiber(other_, this).from;
            *exceptions_ = kept;
        }
        if (*errno_ != error)
        {
            *errno_ = error;
        }
    }

    alignas(std::max_align_t) body run_;  // and with it the room behind the last member
    // Suspended: where it goes on. Running: where its resume() does. All that
    // a boost::context::fiber is made of.
    void* other_ = nullptr;
    exception_state* exceptions_ = nullptr;  // of the thread it runs in
    int* errno_ = nullptr;                   // of the same
    std::size_t stack_size_;
    char* end_ = nullptr;  // of the stack
    char const* kind_ = "fiber";
    char const* name_ = "";
    std::uint64_t number_ = 0;
    unsigned stack_note_ = 0;  // of Valgrind
    state state_ = state::fresh;
};

}  // namespace quartet::detail

#endif
