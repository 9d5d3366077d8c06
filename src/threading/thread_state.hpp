// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_THREADING_THREAD_STATE_HPP
#define QUARTET_SRC_THREADING_THREAD_STATE_HPP

#include <quartet/detail/short_mutex.hpp>
#include <quartet/threading/event.hpp>
#include <quartet/threading/thread.hpp>

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <pthread.h>
#include <string>
#include <vector>

namespace quartet::threading::detail {

/// What all copies of a Thread share.
class thread_state : public std::enable_shared_from_this<thread_state>
{
public:
    enum class role
    {
        made,    // by a Thread
        main,    // main runs in it
        foreign  // somebody else made it
    };

    thread_state(role r, std::string thread_name, bool is_daemon)
        : what(r)
        , name(std::move(thread_name))
        , daemon(is_daemon)
    {}
    ~thread_state();

    static Thread handle(std::shared_ptr<thread_state> state) { return Thread(std::move(state)); }

    /// The calling thread's.
    static std::shared_ptr<thread_state> current();

    /// Whether the calling thread is the main one, or one of ours before its end.
    static bool is_running_here() noexcept;

    /// Whether a thread that the caller makes is daemonic, if nothing else is said.
    static bool inherited_daemon();

    /// Begins a thread that calls `body`, which uses `running` if that is given.
    /// @throws RuntimeError
    void start(std::function<void()> body, Thread const* running = nullptr);

    /// Waits for the end. @return false if the time was over.
    bool join(timeout const& limit);

    bool is_alive() const { return ident != 0 && !lost && !ended.is_set(); }

    /// In a forked child, which does not have it. `reaping_` may be locked for ever.
    void forget() noexcept;

    /// Tells the system the name. Needs the mutex.
    void show_name() const;

    role const what;

    quartet::detail::short_mutex mutex;  // guards the next four
    std::string name;
    bool daemon;
    bool started = false;
    Thread const* object = nullptr;  // of a subclass, while its run() runs

    std::unique_ptr<thread_target> target;  // until it was called; the thread's own
    std::atomic<std::uint64_t> ident{0};    // 0: not started
    std::atomic<int> native_id{0};          // 0: not begun
    std::atomic<bool> lost{false};          // not there any more: left behind by a fork
    Event begun;
    Event ended;

private:
    struct launch;
    struct ending;
    static void* main(void* argument);
    void reap();

    std::mutex reaping_;
    bool joinable_ = false;  // pthread_join or pthread_detach is still due
    pthread_t handle_{};
};

/// The threads that are alive, and what happens to them when the program ends.
class registry
{
public:
    static registry& instance();

    void add(std::shared_ptr<thread_state> state);
    void remove(thread_state const* state);
    std::vector<std::shared_ptr<thread_state>> all();
    std::shared_ptr<thread_state> main();

    /// No thread can be started any more.
    bool is_closed() const noexcept { return closed_; }

private:
    registry();
    static void join_threads() noexcept;
    void after_fork();

    std::mutex mutex_;  // guards the next three
    std::vector<std::shared_ptr<thread_state>> alive_;
    std::shared_ptr<thread_state> main_;
    bool daemons_end_ = false;  // what happens at exit is registered
    std::atomic<bool> closed_{false};
};

/// If the calling thread calls std::exit, the threads are joined before all else.
void hear_of_exit();

/// Calls the hook for the exception that is being handled.
void report_uncaught(std::shared_ptr<thread_state> const& state) noexcept;

}  // namespace quartet::threading::detail

#endif
