// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_THREADING_THREAD_HPP
#define QUARTET_THREADING_THREAD_HPP

#include <quartet/detail/config.hpp>
#include <quartet/timeout.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace quartet::threading {

/// The keyword arguments of Thread: `Thread t({.name = "reader", .daemon = true}, f, 1);`
struct ThreadOptions
{
    std::optional<std::string> name = {};  ///< none: "Thread-1", "Thread-2", ...
    std::optional<bool> daemon = {};       ///< none: as the thread that makes it
};

namespace detail {

class thread_state;

/// A callable with its arguments, to be called once.
struct thread_target
{
    virtual ~thread_target() = default;
    virtual void call() = 0;
};

template <class F, class... Args>
class bound_target final : public thread_target
{
public:
    template <class G, class... As>
    explicit bound_target(std::in_place_t, G&& f, As&&... args)
        : f_(std::forward<G>(f))
        , args_(std::forward<As>(args)...)
    {}

    void call() override
    {
        std::apply(
            [this](Args&... args) { std::invoke(std::move(f_), std::move(args)...); }, args_);
    }

private:
    F f_;
    std::tuple<Args...> args_;
};

}  // namespace detail

/// A thread (Python: `threading.Thread`).
/**
 * Runs a target with arguments, which it keeps as std::thread does (by value; use std::ref for
 * references), or the run() of a subclass. It begins with start().
 *
 * A Thread is a handle: copies refer to the same thread, and a thread with a target goes on when its
 * handles are gone. An object of a subclass must live as long as its thread runs; destroying it
 * before ends the program with a message. If a std::shared_ptr owns the object, the running thread
 * keeps it alive, as in Python.
 *
 * When the program ends (main returns, or std::exit), threads that are not daemonic are waited for,
 * before static objects are destroyed and the pools and child processes of multiprocessing end. If
 * daemonic ones are running then, the process ends with them after that and after its streams were
 * flushed: without functions of std::atexit and destructors of static objects, which those threads
 * may be using.
 *
 * @par Example
 * @code
 * threading::Thread t([](int n) { std::cout << n << '\n'; }, 1);
 * t.start();
 * t.join();
 * @endcode
 *
 * @par Thread safety
 * Safe, except for assignment and destruction.
 *
 * @par Blocking
 * join() blocks the calling thread or greenlet.
 *
 * @par Between processes
 * A forked child has one thread, which is its main thread; the others count as ended there.
 */
class QUARTET_DECL Thread : public std::enable_shared_from_this<Thread>
{
public:
    /// For subclasses.
    explicit Thread(ThreadOptions options = {});

    template <class F, class... Args>
    requires(
        !std::is_base_of_v<Thread, std::decay_t<F>> &&
        !std::is_same_v<ThreadOptions, std::decay_t<F>>) explicit Thread(F&& target, Args&&... args)
        : Thread(ThreadOptions{}, std::forward<F>(target), std::forward<Args>(args)...)
    {}

    template <class F, class... Args>
    Thread(ThreadOptions options, F&& target, Args&&... args)
        : Thread(std::move(options), bind(std::forward<F>(target), std::forward<Args>(args)...))
    {}

    Thread(Thread const&);
    Thread& operator=(Thread const&);
    virtual ~Thread();

    std::string name() const;
    /// May be called at any time. The system shows the first 15 bytes.
    void name(std::string const& value);

    bool daemon() const;
    /// @throws RuntimeError after start().
    void daemon(bool value);

    /// As get_ident() in the thread; none before start(). May be used again after the thread's end.
    std::optional<std::uint64_t> ident() const;

    /// The system's number of the thread; none before start().
    std::optional<int> native_id() const;

    /// Whether it was started and has not ended.
    bool is_alive() const;

    /// Begins to run. @throws RuntimeError for a second time, or if the system refuses.
    void start();

    /// What runs in the thread: calls the target, if there is one.
    virtual void run();

    /// Waits for the end of the thread.
    /// @param limit seconds; a negative one counts as 0. See is_alive() for whether it has ended.
    /// @throws RuntimeError before start(), in the thread itself, and for the main thread or one
    /// that was not made by a Thread.
    void join(timeout limit = {}) const;

    /// Whether both refer to the same thread.
    friend bool operator==(Thread const& a, Thread const& b) noexcept
    {
        return a.state_ == b.state_;
    }

private:
    friend class detail::thread_state;
    friend class Timer;

    Thread(ThreadOptions options, std::unique_ptr<detail::thread_target> target);
    explicit Thread(std::shared_ptr<detail::thread_state> state) noexcept;

    template <class F, class... Args>
    static std::unique_ptr<detail::thread_target> bind(F&& target, Args&&... args)
    {
        static_assert(
            std::is_invocable_v<std::decay_t<F>, std::decay_t<Args>...>,
            "quartet: the target of this Thread cannot be called with these arguments");
        return std::make_unique<detail::bound_target<std::decay_t<F>, std::decay_t<Args>...>>(
            std::in_place, std::forward<F>(target), std::forward<Args>(args)...);
    }

    std::shared_ptr<detail::thread_state> state_;
};

/// The calling thread. For one that was not made by a Thread, a daemonic "Dummy-N".
QUARTET_DECL Thread current_thread();

/// The thread that main runs in.
QUARTET_DECL Thread main_thread();

/// The threads that are alive: the main thread, started ones, and those that asked for
/// current_thread(). Python: `threading.enumerate()`.
QUARTET_DECL std::vector<Thread> enumerate();

/// The length of enumerate().
QUARTET_DECL std::size_t active_count();

/// A number of the calling thread that no other living thread has.
QUARTET_DECL std::uint64_t get_ident() noexcept;

/// The system's number of the calling thread.
QUARTET_DECL int get_native_id() noexcept;

/// The bytes of stack of threads that are started from now on; 0 means the system's default.
QUARTET_DECL std::size_t stack_size() noexcept;

/// Sets it. @return the old one. @throws ValueError if it is neither 0 nor at least 32 KiB, or too
/// small for the system.
QUARTET_DECL std::size_t stack_size(std::size_t size);

}  // namespace quartet::threading

#endif
