// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_DETAIL_WAIT_QUEUE_HPP
#define QUARTET_DETAIL_WAIT_QUEUE_HPP

#include <quartet/detail/agent.hpp>
#include <quartet/detail/forks.hpp>
#include <quartet/detail/short_mutex.hpp>

#include <cstdint>
#include <mutex>

namespace quartet::detail {

/// Those who wait for one thing, first come, first served.
/**
 * Guarded by its owner's mutex; has no mutex, clock or thread of its own. In a forked child it is
 * empty: the threads that waited are not there, and their stacks belong to others.
 */
class wait_queue
{
public:
    /// One who waits. Lies on his stack. May be a base of what others need to know of him.
    class entry
    {
    public:
        explicit entry(waker of) noexcept
            : who_(of)
        {}
        entry(entry const&) = delete;
        entry& operator=(entry const&) = delete;

    private:
        friend class wait_queue;
        friend struct inspection;
        waker who_;
        bool is_queued_ = false;
        entry* previous_ = nullptr;
        entry* next_ = nullptr;
    };

    wait_queue() = default;
    wait_queue(wait_queue const&) = delete;
    wait_queue& operator=(wait_queue const&) = delete;

    bool empty() const noexcept { return first_ == nullptr || is_the_parents(); }

    void push_back(entry& who) noexcept
    {
        forget_the_parents();
        who.is_queued_ = true;
        who.previous_ = last_;
        who.next_ = nullptr;
        (last_ != nullptr ? last_->next_ : first_) = &who;
        last_ = &who;
    }

    /// Of one who gave up. Does nothing if he is not queued any more.
    void remove(entry& who) noexcept
    {
        if (who.is_queued_)
        {
            (who.previous_ != nullptr ? who.previous_->next_ : first_) = who.next_;
            (who.next_ != nullptr ? who.next_->previous_ : last_) = who.previous_;
            who.is_queued_ = false;
        }
    }

    /// Ends the wait of the first who still waits, and takes him out.
    /// @return his waker, to be resumed, best when the mutex is unlocked; none if nobody waits.
    waker claim_front() noexcept
    {
        waker who;
        claim_front(who);
        return who;
    }

    /// The same, and gives his entry, which stays as long as the mutex is held; null if nobody waits.
    entry* claim_front(waker& who) noexcept
    {
        forget_the_parents();
        while (entry* const front = first_)
        {
            who = front->who_;
            remove(*front);
            if (who.claim())
            {
                return front;
            }
        }
        who = waker();
        return nullptr;
    }

    /// Ends the wait of everybody.
    void wake_all() noexcept
    {
        while (waker who = claim_front())
        {
            who.resume();
        }
    }

private:
    friend struct inspection;

    bool is_the_parents() const noexcept { return forks_ != forks.load(std::memory_order_relaxed); }

    void forget_the_parents() noexcept
    {
        if (is_the_parents())
        {
            first_ = last_ = nullptr;
            forks_ = forks.load(std::memory_order_relaxed);
        }
    }

    entry* first_ = nullptr;
    entry* last_ = nullptr;
    std::uint32_t forks_ = forks.load(std::memory_order_relaxed);  // when they came
};

/// The next one, with an entry of the calling agent, which has begun the wait.
template <class Mutex>
bool wait_in(
    wait_queue& queue,
    wait_queue::entry& me,
    agent& self,
    std::unique_lock<Mutex>& lock,
    deadline const& end)
{
    queue.push_back(me);
    lock.unlock();
    bool const claimed = self.await_or_interruption(end);
    lock.lock();
    queue.remove(me);  // unless it was claimed
    if (!claimed)
    {
        self.throw_interruption();
    }
    return claimed;
}

/// Waits in a queue that the locked mutex guards, with the mutex unlocked meanwhile.
/**
 * The mutex is locked again when it returns. So whoever returns comes after the one who claimed him,
 * if that one claimed with the mutex, and may destroy what the mutex and the queue are members of.
 * @param what the caller waits in, for people: a literal.
 * @return whether the wait was ended by a claim; false: the time was over.
 * @throws what the caller is interrupted with, with the mutex locked: it was not claimed.
 */
template <class Mutex>
bool wait_in(
    wait_queue& queue, std::unique_lock<Mutex>& lock, deadline const& end, char const* what)
{
    agent& self = agent::current();
    wait_queue::entry me(self.begin_wait(what));
    return wait_in(queue, me, self, lock, end);
}

}  // namespace quartet::detail

#endif
