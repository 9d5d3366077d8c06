// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_DETAIL_GREENLET_CORE_HPP
#define QUARTET_GEVENT_DETAIL_GREENLET_CORE_HPP

#include <quartet/detail/agent.hpp>
#include <quartet/detail/fiber.hpp>
#include <quartet/detail/fiber_owner.hpp>
#include <quartet/gevent/detail/outcome.hpp>
#include <quartet/timeout.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace quartet::detail {
class event_loop;
class fiber_agent;
struct inspection;
class local_slots;
class mailbox;
}  // namespace quartet::detail

namespace quartet::gevent {

/// The keyword arguments of Greenlet: `gevent::spawn({.name = "reader"}, f, 1)`
struct GreenletOptions
{
    std::string name = {};  ///< none: "Greenlet-1", "Greenlet-2", ...

    /// Bytes, at least 16 KiB. Only what is touched is used; below it lie guard pages.
    std::size_t stack_size = quartet::detail::fiber::default_stack_size;
};

namespace detail {

/// What all handles to a greenlet share, without the value and the function.
/**
 *     created --start--> scheduled --its turn--> begun --its function ends--> finished
 *        |                   |                     ^ |
 *        +-------kill--------+---> dropped         +-+ waits, and is woken
 *                                  its function is destroyed --> finished
 */
class QUARTET_DECL greenlet_core : public outcome,
                                   public quartet::detail::fiber_owner,
                                   public std::enable_shared_from_this<greenlet_core>
{
public:
    enum class phase
    {
        created,
        scheduled,
        begun,
        dropped,
        finished
    };

    /// In the calling thread, which it belongs to.
    explicit greenlet_core(GreenletOptions options);
    virtual ~greenlet_core();

    /// The greenlet that runs; on the thread's own stack that of the thread.
    static std::shared_ptr<greenlet_core> current();

    /// In the next round of the loop, or after some time. Does nothing if it was started.
    void start();
    void start_later(timeout const& seconds);

    /// @throws RuntimeError for the calling greenlet, and for a thread's own.
    bool join(timeout const& limit);

    /// Ends it. @return false if it was not dead in time.
    bool kill(std::exception_ptr with, bool block, timeout const& limit);

    /// Calls it when the greenlet is finished, or soon if it is: in a greenlet of its own, or in the loop.
    /// @return a number for unlink().
    std::size_t link(bool in_greenlet, std::function<void()> callback);
    void unlink(std::size_t number) noexcept;

    /// Calls it when the greenlet ends, before anybody learns of that. It neither waits nor throws.
    /// Of one that is not finished. @return a number for unlink(); unlink_all() leaves it.
    std::size_t on_end(std::function<void()> callback);
    void unlink_all() noexcept;

    phase now() const noexcept { return phase_; }
    bool is_main() const noexcept { return is_main_; }
    bool is_successful() const noexcept;

    std::string name() const;
    void name(std::string value);
    std::uint64_t minimal_ident() const noexcept { return ident_; }

    /// What it finds its values of local::local objects by; null if it has none.
    std::unique_ptr<quartet::detail::local_slots>& locals() noexcept { return locals_; }

protected:
    /// Calls the function, and keeps its value.
    virtual void call() = 0;

    /// Destroys the function and its arguments.
    virtual void discard() noexcept = 0;

private:
    friend struct quartet::detail::inspection;

    struct main_tag
    {};
    struct order;
    struct link_entry
    {
        std::size_t number;
        bool in_greenlet;
        std::function<void()> callback;
    };
    friend void end_greenlets(quartet::detail::event_loop& loop) noexcept;

    explicit greenlet_core(main_tag);

    quartet::detail::fiber* begin() noexcept final;
    void finished() noexcept final;

    void prepare();
    void run() noexcept;
    void destroy_function() noexcept;
    void destroy_locals() noexcept;
    void finish(std::exception_ptr error);
    void interrupt(std::exception_ptr with);
    void drop(std::exception_ptr with);
    static void call_linked(link_entry link, std::shared_ptr<greenlet_core> of);

    std::string name_;
    std::size_t stack_size_ = 0;
    std::uint64_t ident_;
    phase phase_ = phase::created;
    bool is_main_ = false;
    std::uint32_t forks_ = 0;                   // when it was made
    quartet::detail::mailbox* home_ = nullptr;  // of its loop
    quartet::detail::fiber_agent* agent_ = nullptr;
    quartet::detail::agent* waits_as_ = nullptr;  // the same, or the thread's
    quartet::detail::fiber* fiber_ = nullptr;
    quartet::detail::deadline::clock::time_point start_at_{};  // not before that
    std::vector<std::unique_ptr<order>> orders_;               // to end
    std::vector<link_entry> links_;
    std::vector<std::pair<std::size_t, std::function<void()>>> on_end_;
    std::size_t last_link_ = 0;
    std::shared_ptr<greenlet_core> self_;  // from its start to its end
    std::unique_ptr<quartet::detail::local_slots> locals_;
};

}  // namespace detail
}  // namespace quartet::gevent

#endif
