// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GENERATOR_DETAIL_GENERATOR_CORE_HPP
#define QUARTET_GENERATOR_DETAIL_GENERATOR_CORE_HPP

#include <quartet/detail/fiber.hpp>
#include <quartet/generator/state.hpp>

#include <atomic>
#include <cassert>
#include <exception>

namespace quartet::detail {

/// A generator without its types. Lies first in the room of a fiber.
/**
 * Values change sides without a place of their own: the address of what is yielded, or sent, goes
 * across, and the other side moves it out of there.
 *
 * A generator that delegates to another one waits until that one has ended. They form a chain:
 *
 *     root  <-delegator_-  ...  <-delegator_-  leaf
 *      |                                        ^
 *      +---------------- leaf_ -----------------+
 *
 * Who resumes the root resumes the leaf's fiber, and the leaf's yield comes back to him, whatever
 * lies between them. Between its steps anybody may resume a part of a chain: that part is cut off
 * then (detach), and the rest learns of it when it is resumed.
 */
class QUARTET_DECL generator_core
{
public:
    /// @param drop destroys the body, when it has never run; or null.
    explicit generator_core(void (*drop)(generator_core&)) noexcept
        : drop_(drop)
    {}
    generator_core(generator_core const&) = delete;
    generator_core& operator=(generator_core const&) = delete;

    fiber& stack() noexcept { return fiber::of_room(this); }

    generator_state state() noexcept;

    /// Runs it to its next yield. @return the address of what is yielded, null at the end.
    /// @throws what leaves the body, and see enter().
    void* next()
    {
        if (!is_ready() && !enter(false))
        {
            return nullptr;
        }
        return run();
    }

    /// The same, with a value to send, which is not None.
    void* send(void* value)
    {
        if (!is_ready() && !enter(true))
        {
            return nullptr;
        }
        leaf_->sent_ = value;
        return run();
    }

    /// The same, with an exception.
    void* throw_into(std::exception_ptr error);

    /// @return whether its body has run to its end because of that.
    bool close();

    bool is_closed() const noexcept
    {
        return phase_.load(std::memory_order_acquire) == phase::closed;
    }

    /// Unwinds the body, or drops it. What is left may be destroyed.
    void abandon() noexcept;

protected:
    ~generator_core() = default;

    /// On its stack: gives a value to whoever resumed the root, and waits for the answer.
    void yield(void* value)
    {
        assert(sub_ == nullptr);  // called by the one that it delegates to
        yielded_ = value;
        stack().suspend();
        if (thrown_) [[unlikely]]
        {
            raise();
        }
    }

    /// The address of what was sent, or null. Once.
    void* take_sent() noexcept
    {
        void* const sent = sent_;
        if (sent != nullptr)
        {
            sent_ = nullptr;
        }
        return sent;
    }

    /// On its stack: waits until another generator has ended. @throws what leaves that one's body.
    void delegate_to(generator_core& sub);

    /// On its stack, in a handler: this exception leaves the body.
    void fail() noexcept;

    /// On its stack, at the end.
    void end() noexcept { yielded_ = nullptr; }

private:
    // Written by the thread that it belongs to, but for the way out of created, which only one
    // thread succeeds to take. Released and acquired, so that another thread that sees suspended
    // sees whose fiber that is.
    enum class phase : unsigned char
    {
        created,
        suspended,
        delegated,  // in a chain, and not its root, on which depends whether it runs
        running,
        closed
    };

    bool is_ready() noexcept
    {
        if (phase_.load(std::memory_order_acquire) != phase::suspended ||
            !stack().is_of_this_thread()) [[unlikely]]
        {
            return false;
        }
        phase_.store(phase::running, std::memory_order_relaxed);
        return true;
    }

    /// Makes it run, where is_ready() did not. @return false if it is closed.
    /// @throws ValueError if it runs already. @throws RuntimeError if it belongs to another thread.
    /// @throws TypeError if it has not begun, and something is sent.
    bool enter(bool with_value);

    void* run()
    {
        generator_core& leaf = *leaf_;
        leaf.stack().resume();
        void* const value = leaf.yielded_;
        if (value == nullptr) [[unlikely]]
        {
            return run_on();
        }
        phase_.store(phase::suspended, std::memory_order_release);
        return value;
    }

    void* run_on();
    void* to_next_yield() noexcept;
    void* exit_once() noexcept;
    void unwind() noexcept;
    bool close_if_created() noexcept;
    static bool is_exit(std::exception_ptr const& error) noexcept;
    void link_below(generator_core& delegator);
    void detach() noexcept;
    generator_core& root() noexcept;
    void require_this_thread();
    void report(std::exception_ptr const& error) noexcept;
    [[noreturn]] void raise();
    [[noreturn]] void give_up(char const* why) noexcept;

    std::atomic<phase> phase_{phase::created};
    bool left_by_exit_ = false;    // a GeneratorExit has left the body
    void* yielded_ = nullptr;      // lies on its stack; null when it did not yield
    void* sent_ = nullptr;         // lies on the stack of who sent it
    std::exception_ptr thrown_;    // to be thrown at the yield; at the end, what left the body
    generator_core* leaf_ = this;  // valid for a root
    generator_core* delegator_ = nullptr;  // who waits for its end
    generator_core* sub_ = nullptr;        // for whose end it waits
    void (*drop_)(generator_core&);
};

}  // namespace quartet::detail

#endif
