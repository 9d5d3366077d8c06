// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_POOL_LOCAL_POOL_HPP
#define QUARTET_SRC_MULTIPROCESSING_POOL_LOCAL_POOL_HPP

#include <quartet/detail/unique_fd.hpp>
#include <quartet/detail/wait_queue.hpp>
#include <quartet/multiprocessing/detail/pool_engine.hpp>

#include <atomic>
#include <csignal>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "../../detail/process_identity.hpp"
#include "pool_job.hpp"
#include "pool_worker.hpp"
#include "schedule.hpp"

// Who is who in a pool:
//
//   callers                      the pool's thread                    workers
//   -------                      -----------------                    -------
//   job::add  --> schedule  -->  feed: link->send     --- down --->   read, run
//                                                                       |
//   job::wait <-- pool_job  <--  drain: link->receive <--- up -----   write
//                    |
//                    +-- on_done, in the pool's thread, without its mutex
//
// The pool's thread sleeps in poll() on one eventfd, the bell, and on the pidfds of the workers.
// A caller that waits for a short call drains for himself for a moment, which saves two switches
// of threads. Only the pool's thread starts workers and deals with the dead.

namespace quartet::multiprocessing::detail {

/// The engine of a Pool.
class local_pool final : public pool_engine, public std::enable_shared_from_this<local_pool>
{
public:
    local_pool(
        PoolOptions const& options,
        int processes,
        std::shared_ptr<target> initializer,
        std::exception_ptr (*broken_as)(std::exception_ptr));
    ~local_pool() override;

    std::shared_ptr<job> begin(std::function<void()> on_done) override;
    int processes() const override { return processes_; }
    void close() override;
    void terminate() override;
    void join() override;
    void submit(std::shared_ptr<task_owner> owner, task_description task) override;
    bool recall(task_owner& owner) override;
    std::vector<std::shared_ptr<task_owner>> recall_all() override;
    bool has_begun(task_owner const& owner) override;
    void end(int signal, std::exception_ptr why) override;

    /// Starts the workers and the thread.
    void run();

    // --- for jobs ---

    std::mutex& mutex() noexcept { return mutex_; }

    /// @throws ValueError in another process, which has a copy of the pool.
    void require_owner() const;

    /// @throws ValueError when nobody would do a further task. Needs the mutex.
    void require_thread() const;

    /// A task of a job; needs the mutex.
    void submit(std::shared_ptr<task_owner> of, std::size_t index, task_description description);

    /// Runs a callback soon, in the pool's thread; needs the mutex.
    void call_soon(std::function<void()> callback) override;

    /// Looks for results and feeds workers, as the pool's thread does; needs the mutex.
    bool pump();

    /// Around a time in which a caller pumps again and again; need the mutex.
    void start_looking();
    void stop_looking();

    bool is_own_thread() const noexcept override
    {
        return std::this_thread::get_id() == thread_id_;
    }

private:
    enum class state
    {
        running,
        closing,     // no further calls
        terminating  // the workers are being killed
    };

    struct task
    {
        std::shared_ptr<task_owner> of;
        std::size_t index = 0;
        task_description what;
        int attempts = 0;      // workers that were lost with it
        int failed_reads = 0;  // the same, before they had even read it
    };
    using task_ptr = std::unique_ptr<task>;

    struct member
    {
        std::unique_ptr<pool_worker> process;
        std::shared_ptr<worker_link> link;
        // Our own, because the user may get hold of the process and close it.
        quartet::detail::unique_fd sentinel;
        pid_t pid = 0;
        std::exception_ptr unreadable;  // why what it sends is not read any more
        bool is_ready = false;          // its initializer is done
        bool is_stopped = false;        // it was told to end
    };

    void hire();
    void give_up(member& worker, std::exception_ptr why);
    bool drain(unsigned id, member& worker);
    bool feed();
    bool steal();
    void dismiss();
    void bury(unsigned id);
    void reap();
    void end_workers(std::exception_ptr const& why, int signal = SIGTERM);
    bool take_back_from(unsigned id);
    void break_down(std::exception_ptr why);
    void count_useless(bool was_ready, int exitcode, std::exception_ptr const& why);
    bool is_ending() const { return state_ == state::terminating || broken_; }
    void finish(task& done, std::string result, std::exception_ptr error);
    bool should_hire() const;
    void start_thread();
    void run_callbacks(std::unique_lock<std::mutex>& lock);
    void loop();
    void step(std::unique_lock<std::mutex>& lock);
    void sleep(std::unique_lock<std::mutex>& lock);
    void wake() noexcept;

    PoolOptions const options_;
    int const processes_;
    std::shared_ptr<target> const initializer_;
    std::exception_ptr (*const broken_as_)(std::exception_ptr);
    quartet::detail::process_identity const owner_ = quartet::detail::process_identity::self();
    quartet::detail::unique_fd bell_;

    std::mutex mutex_;  // guards what follows
    state state_ = state::running;
    schedule<task_ptr> schedule_;
    std::map<unsigned, member> members_;
    unsigned next_id_ = 0;
    int crashes_at_start_ = 0;   // in a row, by the initializer's own doing
    int useless_workers_ = 0;    // in a row: killed before they did anything
    std::exception_ptr broken_;  // why no task can run any more
    std::deque<std::function<void()>> callbacks_;
    bool asleep_ = false;     // the pool's thread is in poll()
    int lookers_ = 0;         // callers that look for results themselves
    int busy_steps_ = 0;      // since the pool's thread last looked for the dead
    bool has_ended_ = false;  // the pool's thread has, or is about to
    quartet::detail::wait_queue for_end_;
    std::chrono::steady_clock::time_point kill_at_{};  // when ending: SIGKILL

    std::mutex join_mutex_;  // guards joining the thread
    std::thread thread_;
    std::atomic<std::thread::id> thread_id_{};
};

}  // namespace quartet::multiprocessing::detail

#endif
