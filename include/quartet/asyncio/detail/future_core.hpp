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

    /// What those of a class have in common.
    struct kind
    {
        void (*tell)(done_node&, news) noexcept;

        /// The task, or the future, that goes on then; null: none. For who asks who awaits whom.
        future_core* (*waiter)(done_node const&) noexcept = nullptr;
    };

    explicit done_node(kind const& of) noexcept
        : kind_(&of)
    {}
    done_node(done_node const&) = delete;
    done_node& operator=(done_node const&) = delete;

    bool is_linked() const noexcept { return is_linked_; }

private:
    friend class future_core;

    kind const* kind_;
    done_node* previous_ = nullptr;
    done_node* next_ = nullptr;
    bool is_linked_ = false;
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
    explicit future_core(loop_core& loop) noexcept;
    virtual ~future_core();
    future_core(future_core const&) = delete;
    future_core& operator=(future_core const&) = delete;

    loop_core& loop() const noexcept { return *loop_; }

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
            if (each->kind_->waiter != nullptr)
            {
                if (future_core* const who = each->kind_->waiter(*each))
                {
                    function(*who);
                }
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
    ref<loop_core> loop_;
    std::exception_ptr error_;
    std::unique_ptr<std::string> message_;  // of the cancellation
    done_node* last_ = nullptr;             // of a ring, so its next one is the first
};

}  // namespace quartet::asyncio::detail

#endif
