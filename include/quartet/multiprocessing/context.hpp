// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MULTIPROCESSING_CONTEXT_HPP
#define QUARTET_MULTIPROCESSING_CONTEXT_HPP

#include <quartet/multiprocessing/barrier.hpp>
#include <quartet/multiprocessing/condition.hpp>
#include <quartet/multiprocessing/connection.hpp>
#include <quartet/multiprocessing/event.hpp>
#include <quartet/multiprocessing/lock.hpp>
#include <quartet/multiprocessing/pool.hpp>
#include <quartet/multiprocessing/process.hpp>
#include <quartet/multiprocessing/queue.hpp>
#include <quartet/multiprocessing/rlock.hpp>
#include <quartet/multiprocessing/semaphore.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace quartet::multiprocessing {

/// The names of the start methods, the default first: "spawn", "forkserver", "fork".
QUARTET_DECL std::vector<std::string> get_all_start_methods();

/// Fixes the program's start method, once. `std::nullopt` with force takes it back.
/// @throws ValueError for an unknown name. @throws RuntimeError when it is fixed already.
QUARTET_DECL void set_start_method(std::optional<std::string_view> method, bool force = false);

/// The program's start method. Reading it fixes the default.
QUARTET_DECL std::string get_start_method();

/// The same; with allow_none, nothing when none is fixed yet.
QUARTET_DECL std::optional<std::string> get_start_method(bool allow_none);

/// The module with a start method of its own (Python: what `get_context` returns).
/**
 * Its members are the names of the module. Objects of different contexts mix freely: a Lock that
 * one context made goes to a child that another started. (In Python it does not.)
 *
 * @par Example
 * @code
 * mp::Context ctx = mp::get_context("forkserver");
 * auto p = ctx.Process(foo, 1);
 * @endcode
 */
class QUARTET_DECL Context
{
public:
    explicit Context(start_method method) noexcept
        : method_(method)
    {}

    template <class F, class... Args>
    multiprocessing::Process Process(F&& f, Args&&... args) const
    {
        return multiprocessing::Process(
            ProcessOptions{.name = {}, .daemon = {}, .method = method_},
            std::forward<F>(f),
            std::forward<Args>(args)...);
    }

    template <class F, class... Args>
    multiprocessing::Process Process(ProcessOptions options, F&& f, Args&&... args) const
    {
        options.method = method_;
        return multiprocessing::Process(
            std::move(options), std::forward<F>(f), std::forward<Args>(args)...);
    }

    /// Takes what Pool's constructors take.
    template <class... Args>
    multiprocessing::Pool Pool(std::optional<int> processes = {}, Args&&... args) const
    {
        return Pool(PoolOptions{}, processes, std::forward<Args>(args)...);
    }

    template <class... Args>
    multiprocessing::Pool
    Pool(PoolOptions options, std::optional<int> processes = {}, Args&&... args) const
    {
        options.method = method_;
        return multiprocessing::Pool(std::move(options), processes, std::forward<Args>(args)...);
    }

    template <class T>
    multiprocessing::Queue<T> Queue(int maxsize = 0) const
    {
        return multiprocessing::Queue<T>(maxsize);
    }
    template <class T>
    multiprocessing::JoinableQueue<T> JoinableQueue(int maxsize = 0) const
    {
        return multiprocessing::JoinableQueue<T>(maxsize);
    }
    template <class T>
    multiprocessing::SimpleQueue<T> SimpleQueue() const
    {
        return multiprocessing::SimpleQueue<T>();
    }

    std::pair<Connection, Connection> Pipe(bool duplex = true) const
    {
        return multiprocessing::Pipe(duplex);
    }
    multiprocessing::Lock Lock() const { return multiprocessing::Lock(); }
    multiprocessing::RLock RLock() const { return multiprocessing::RLock(); }
    multiprocessing::Semaphore Semaphore(int value = 1) const
    {
        return multiprocessing::Semaphore(value);
    }
    multiprocessing::BoundedSemaphore BoundedSemaphore(int value = 1) const
    {
        return multiprocessing::BoundedSemaphore(value);
    }
    template <class... Args>
    multiprocessing::Condition Condition(Args&&... args) const
    {
        return multiprocessing::Condition(std::forward<Args>(args)...);
    }
    multiprocessing::Event Event() const { return multiprocessing::Event(); }
    template <class... Args>
    multiprocessing::Barrier Barrier(int parties, Args&&... args) const
    {
        return multiprocessing::Barrier(parties, std::forward<Args>(args)...);
    }

    /// "spawn", "forkserver" or "fork".
    std::string get_start_method() const;

    /// @throws ValueError: a concrete context keeps its method.
    [[noreturn]] void set_start_method(std::string_view method, bool force = false) const;

    multiprocessing::Process current_process() const { return multiprocessing::current_process(); }
    std::optional<multiprocessing::Process> parent_process() const
    {
        return multiprocessing::parent_process();
    }
    std::vector<multiprocessing::Process> active_children() const
    {
        return multiprocessing::active_children();
    }
    int cpu_count() const { return multiprocessing::cpu_count(); }

private:
    start_method method_;
};

/// The context of a start method, or of the program's. @throws ValueError for an unknown name.
QUARTET_DECL Context get_context(std::optional<std::string_view> method = {});

}  // namespace quartet::multiprocessing

#endif
