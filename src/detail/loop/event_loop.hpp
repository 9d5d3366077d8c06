// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_LOOP_EVENT_LOOP_HPP
#define QUARTET_SRC_DETAIL_LOOP_EVENT_LOOP_HPP

#include <quartet/detail/agent.hpp>
#include <quartet/detail/config.hpp>
#include <quartet/detail/deadline.hpp>
#include <quartet/detail/run_queue.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "mailbox.hpp"
#include "tenant.hpp"
#include "timer_queue.hpp"

namespace boost::asio {
class io_context;
}

namespace quartet::detail {

class readiness;
class traceback_recorder;

/// What runs the fibers of a thread, over one io_context.
/**
 * There is no fiber for the loop itself: it runs on the thread's own stack, when what runs there
 * waits, or in handlers of an io_context that its user runs.
 *
 *     a round: all that is ready now, in turn  -->  timers that are due  -->  what Asio has to tell
 *         ^                                                                        |
 *         +------------------------------------------------------------------------+
 *
 * While something is ready, Asio is asked only now and then.
 *
 * In a forked child the loop is forgotten: its fibers do not go on there, but for the one that
 * forked, which is the child's main fiber.
 */
class QUARTET_DECL event_loop
{
public:
    using clock = std::chrono::steady_clock;
    using io_context = boost::asio::io_context;

    /// The calling thread's, or null.
    static event_loop* here() noexcept { return current_loop; }

    /// The calling thread's; made if there is none.
    static event_loop& get();

    /// Makes the calling thread's, over an io_context that somebody runs.
    /// @throws RuntimeError if it has one.
    static event_loop& make(io_context& over);

    /// Ends the calling thread's, if there is one: what its fibers wait in ends with on_end.
    static void end() noexcept;

    event_loop(event_loop const&) = delete;
    event_loop& operator=(event_loop const&) = delete;

    /// On the loop's thread.
    void schedule(runnable& what) noexcept
    {
        ready_.push(what);
        if (is_run_by_others())
        {
            post_drain();
        }
    }

    /// The same, but it runs next.
    void schedule_first(runnable& what) noexcept
    {
        ready_.push_first(what);
        if (is_run_by_others())
        {
            post_drain();
        }
    }

    /// To run when nothing else is ready.
    void schedule_when_idle(runnable& what) noexcept;

    void set(timer& which, clock::time_point at);
    void clear(timer& which) noexcept { timers_.remove(which); }

    /// Runs, on the thread's own stack, until `who`, the thread itself, waits no more, or the time
    /// is over, or it is nudged.
    void run_for(agent& who, deadline const& end) noexcept;

    /// One round, and a look at timers and Asio: what the thread itself does to let others run.
    void run_round();

    /// Runs until nothing is ready, set or expected. @return false if the time was over before.
    bool run_until_idle(deadline const& end);

    io_context& io() noexcept { return *io_; }
    std::shared_ptr<io_context> const& shared_io() noexcept { return io_; }

    /// From now on somebody else may run the io_context.
    void expose();

    /// Whether it is somebody else who runs the io_context, if anybody does.
    bool is_run_by_others() const noexcept { return is_exposed_ && depth_ == 0; }

    /// For descriptors; null until one is waited for.
    std::shared_ptr<readiness>& shared_readiness() noexcept { return readiness_; }

    mailbox& box() noexcept { return box_; }

    /// Whether one of its functions is on the thread's stack.
    bool is_running() const noexcept { return depth_ != 0; }

    /// Whether it has fibers that are not finished.
    bool has_fibers() const noexcept { return box_.used() != 0; }

    /// Whether something shall happen while the thread waits: a fiber, or a time.
    bool has_company() const noexcept { return has_fibers() || !timers_.empty(); }

    /// Whether the thread itself, when it calls something that knows nothing of the loop, may let
    /// others run: it is not in a callback of Asio.
    bool may_thread_wait() const noexcept;

    /// The agent of the thread itself.
    agent& thread() const noexcept { return *thread_; }

    /// Whether somebody can run right now.
    bool has_ready() const noexcept { return !ready_.empty(); }

    /// When the loop looked at the clock last.
    clock::time_point now() const noexcept { return now_; }
    void look_at_clock() noexcept { now_ = clock::now(); }

    /// What runs, for other threads: the number of the turn, and whether one is on.
    struct activity
    {
        std::atomic<std::uint64_t> turn{0};  // odd while a fiber runs
        std::atomic<fiber_agent*> who{nullptr};

        void count() noexcept
        {
            turn.store(turn.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
        }
    };
    activity& now_running() noexcept { return activity_; }

    /// What gevent does when a thread waits for what can never come, and when a loop ends.
    struct hooks
    {
        std::atomic<void (*)(event_loop&, agent& who)> on_deadlock{nullptr};
        std::atomic<void (*)(event_loop&)> on_end{nullptr};
        std::atomic<void (*)(event_loop&)> on_exception{nullptr};  ///< a handler of Asio threw
    };
    static hooks& the_hooks() noexcept;

private:
    explicit event_loop(std::shared_ptr<io_context> io, bool is_exposed);
    ~event_loop();
    friend struct loop_holder;
    friend class mailbox;
    friend class tenant;
    friend struct inspection;

    struct asio_timer;

    void round();
    void run_ready();
    void fire_timers();
    void look_at_timers();
    void look_around();
    void ask_asio();
    void wait_for_news(agent* who);

    /// Calls something that runs handlers of Asio. @return what it does; 1 if a handler throws.
    template <class Run>
    std::size_t run_handlers(Run run);
    bool has_asio_work();
    void arm();
    void drain();
    void post_drain();

    [[gnu::tls_model("initial-exec")]] static constinit thread_local event_loop* current_loop;
    static int const forgets_loops;

    std::shared_ptr<io_context> const io_;
    bool is_exposed_;
    mailbox& box_;
    agent* const thread_;
    run_queue ready_;
    run_queue idlers_;
    timer_queue timers_;
    std::unique_ptr<asio_timer> asio_timer_;
    std::unique_ptr<traceback_recorder> const recorder_;  // of fibers, if the thread has none
    clock::time_point now_ = clock::now();
    activity activity_;
    std::shared_ptr<readiness> readiness_;
    tenant* tenants_ = nullptr;  // the mutex of all tenants guards it
    int depth_ = 0;              // how many of its functions are on the thread's stack
    int patience_ = 0;           // how many may run before Asio is asked
    int rounds_to_clock_ = 0;
    int turns_to_clock_ = 0;
    int turns_a_clock_ = 1;
    long coarse_of_turns_ = 0;
    long coarse_ = 0;  // the coarse clock when it was asked
    bool is_drain_posted_ = false;
    bool is_draining_ = false;  // in a handler of an io_context that somebody else runs
    std::shared_ptr<event_loop*> const alive_ = std::make_shared<event_loop*>(this);
};

/// How many threads wait for work of others and will wake nobody of their own accord.
/**
 * Who gives one work counts it out, before it runs: otherwise who gives it and then waits for it could
 * take it for idle.
 */
struct idle_threads
{
    static std::atomic<int> count;

    /// Whether there is another thread, that does not.
    static bool may_others_wake();
};

}  // namespace quartet::detail

#endif
