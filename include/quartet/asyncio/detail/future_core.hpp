// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_DETAIL_FUTURE_CORE_HPP
#define QUARTET_ASYNCIO_DETAIL_FUTURE_CORE_HPP

#include <quartet/asyncio/detail/ref.hpp>
#include <quartet/detail/config.hpp>

#include <exception>
#include <memory>
#include <string>

namespace quartet::detail {
class agent;
struct inspection;
}  // namespace quartet::detail

namespace quartet::asyncio::detail {

class future_core;
class loop_core;

/// One who is told of the end of a future. Lies where its owner likes, who takes it out in time.
class done_node
{
public:
    enum class news
    {
        done,     ///< it has its outcome, and the node is out of its list
        dropped,  ///< the future is destroyed without an outcome: only for nodes that own themselves
    };

    using function = void(done_node&, news) noexcept;

    /// @param tell is called with the news.
    explicit done_node(function* tell) noexcept
        : tell_(tell)
    {}
    done_node(done_node const&) = delete;
    done_node& operator=(done_node const&) = delete;

    bool is_linked() const noexcept { return is_linked_; }

    // --- who goes on then, for who asks who awaits whom; data, which can be read from outside ---

    void on_behalf_of(future_core& who) noexcept
    {
        waiter_ = &who;
        waiter_is_ = waiter_kind::future;
    }

    /// The one that is in this when somebody asks; null: nobody.
    void on_behalf_of(ref<future_core>& who) noexcept
    {
        waiter_ = &who;
        waiter_is_ = waiter_kind::in_ref;
    }

    void on_behalf_of(quartet::detail::agent& who) noexcept
    {
        waiter_ = &who;
        waiter_is_ = waiter_kind::agent;
    }

    /// The task or future, or null.
    future_core* waiter() const noexcept;

protected:
    bool has_waiter() const noexcept { return waiter_is_ != waiter_kind::nobody; }

    /// Of one that is on behalf of a future of this class.
    template <class Future>
    Future& waiter_as() const noexcept
    {
        return static_cast<Future&>(*static_cast<future_core*>(waiter_));
    }

private:
    friend class future_core;
    friend struct quartet::detail::inspection;

    enum class waiter_kind : unsigned char
    {
        nobody,
        future,
        in_ref,
        agent
    };

    function* tell_;
    done_node* previous_ = nullptr;
    done_node* next_ = nullptr;
    void* waiter_ = nullptr;
    bool is_linked_ = false;
    waiter_kind waiter_is_ = waiter_kind::nobody;
};

/// What all handles to a future share, without the value.
/**
 *     pending --succeed, fail--> finished
 *        +-------cancel--------> cancelled
 *
 * Belongs to the thread of its loop; only references to it may be kept, and dropped, elsewhere.
 */
class QUARTET_DECL future_core : public counted<future_core>
{
public:
    explicit future_core(loop_core& loop, bool is_task = false) noexcept;
    virtual ~future_core();
    future_core(future_core const&) = delete;
    future_core& operator=(future_core const&) = delete;

    loop_core& loop() const noexcept { return *loop_; }

    /// Whether it is a task_core.
    bool is_task() const noexcept { return is_task_; }

    bool is_done() const noexcept { return phase_ != phase::pending; }
    bool is_cancelled() const noexcept { return phase_ == phase::cancelled; }

    /// Whether it was done, and with an exception that nobody has asked for.
    bool has_unseen_error() const noexcept { return error_ != nullptr && !is_seen_; }
    void mark_seen() noexcept { is_seen_ = true; }

    /// @return false if it was done.
    virtual bool cancel(std::string const& message);

    /// The same for a future that stands for nothing else. @return false if it was done.
    bool cancel_itself(std::string const& message);

    /// @throws InvalidStateError if it was done.
    void fail(std::exception_ptr error);
    void succeed();
    void require_pending() const;

    /// What it has failed with, or null. @throws CancelledError @throws InvalidStateError
    std::exception_ptr const& error();

    /// Whether who awaits it gets its result even if he is cancelled just then; he is thrown
    /// CancelledError at his next wait. In Python the result is lost.
    bool is_never_lost() const noexcept { return is_never_lost_ && error_ == nullptr; }

    /// The same, without questions: of one that is done.
    std::exception_ptr const& raw_error() const noexcept { return error_; }
    std::string cancel_message() const { return message_ != nullptr ? *message_ : std::string(); }

    /// Throws what it has failed with. @throws CancelledError @throws InvalidStateError
    void require_value();

    /// Tells the node when this is done. Of one that is not.
    void add(done_node& whom) noexcept;
    void remove(done_node& whom) noexcept;

    /// Calls a function with each that awaits it.
    template <class F>
    void for_each_waiter(F function) const
    {
        if (last_ == nullptr)
        {
            return;
        }
        done_node const* each = last_;
        do
        {
            each = each->next_;
            if (future_core* const who = each->waiter())
            {
                function(*who);
            }
        } while (each != last_);
    }

    /// Where its value lies, for who knows the type: a std::optional.
    virtual void* slot() noexcept { return nullptr; }

    /// "<Future pending>"
    virtual std::string describe() const;

protected:
    /// How describe() tells the state: "finished exception=ValueError('x')"
    std::string describe_state() const;

    /// When it is destroyed with an exception that nobody has asked for.
    virtual char const* lost_error_text() const noexcept
    {
        return "Future exception was never retrieved";
    }

    /// In the destructor of the class that has describe(): tells of an exception that nobody has
    /// asked for.
    void report_lost_error() noexcept;

    void never_lose() noexcept { is_never_lost_ = true; }

    /// What a cancellation says, until there is another one. Empty: nothing.
    void cancel_message(std::string const& text);

private:
    friend struct quartet::detail::inspection;

    enum class phase : unsigned char
    {
        pending,
        cancelled,
        finished
    };

    void end(phase how) noexcept;

    phase phase_ = phase::pending;
    bool is_seen_ = false;
    bool is_never_lost_ = false;
    bool const is_task_;
    ref<loop_core> loop_;
    std::exception_ptr error_;
    std::unique_ptr<std::string> message_;  // of the cancellation
    done_node* last_ = nullptr;             // of a ring, so its next one is the first
};

inline future_core* done_node::waiter() const noexcept
{
    switch (waiter_is_)
    {
    case waiter_kind::future:
        return static_cast<future_core*>(waiter_);
    case waiter_kind::in_ref:
        return static_cast<ref<future_core>*>(waiter_)->get();
    default:
        return nullptr;
    }
}

}  // namespace quartet::asyncio::detail

#endif
