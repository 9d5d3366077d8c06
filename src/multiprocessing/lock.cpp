// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/multiprocessing/lock.hpp>

#include <boost/interprocess/sync/named_mutex.hpp>

#include <atomic>

#include "../detail/owner_record.hpp"
#include "../detail/shared_segment.hpp"
#include "acquire_deadline.hpp"

namespace quartet::multiprocessing {

namespace interprocess = boost::interprocess;

using quartet::detail::deadline;
using quartet::detail::owner_record;
using quartet::detail::process_identity;
using quartet::detail::segment_kind;
using quartet::detail::shared_segment;

namespace detail {

/// A record of the owner, which decides, and the named_mutex behind it.
/**
 * The named_mutex alone would not do: on Linux it is a semaphore without an owner, and what a
 * killed process has locked stays locked. So it is only ever asked by who has the record, never
 * waited for, and whoever has the record has it too:
 *
 *     acquire   1 record: free, or a dead process's -> ours      release  3 record: marked
 *               2 named_mutex: try_lock                                   4 named_mutex: unlock
 *                                                                         5 record: free
 *
 * Killed before 1 or after 5: nothing happened. Anywhere between, the record names a dead process,
 * so the next one takes it over at 1. It finds the named_mutex free (killed before 2 or after 4) or
 * locked (in between), and after its own 2 it is locked in both cases.
 */
class lock_core
{
public:
    lock_core()
        : segment_(quartet::detail::create_segment_of<owner_record>(segment_kind::lock))
        , mutex_(open(interprocess::create_only))
    {}

    explicit lock_core(std::string const& name)
        : segment_(shared_segment::attach(name, segment_kind::lock))
        , mutex_(open(interprocess::open_only))
    {}

    bool acquire(deadline const& end)
    {
        auto const outcome = record().acquire(end);
        if (outcome == owner_record::outcome::busy)
        {
            return false;
        }
        static_cast<void>(mutex_.try_lock());
        inherited_.store(outcome == owner_record::outcome::inherited, std::memory_order_relaxed);
        return true;
    }

    bool release()
    {
        if (!record().begin_release())
        {
            return false;
        }
        // Another process may release before the acquirer has come to its try_lock. Then it is
        // still free, and a bare unlock would let it count to two.
        static_cast<void>(mutex_.try_lock());
        mutex_.unlock();
        record().release();
        return true;
    }

    process_identity owner() const noexcept { return record().owner(); }
    bool inherited() const noexcept { return inherited_.load(std::memory_order_relaxed); }
    std::shared_ptr<shared_segment> const& segment() const noexcept { return segment_; }

private:
    owner_record& record() const noexcept { return *static_cast<owner_record*>(segment_->data()); }

    interprocess::named_mutex open(interprocess::create_only_t)
    {
        return reporting([this] {
            return interprocess::named_mutex(
                interprocess::create_only,
                segment_->companion("lock").c_str(),
                interprocess::permissions(0600));
        });
    }

    interprocess::named_mutex open(interprocess::open_only_t)
    {
        return reporting([this] {
            return interprocess::named_mutex(
                interprocess::open_only, segment_->companion("lock").c_str());
        });
    }

    template <class Open>
    interprocess::named_mutex reporting(Open open_it)
    {
        try
        {
            return open_it();
        }
        catch (interprocess::interprocess_exception const& error)
        {
            throw OSError(error.get_native_error(), "named_mutex " + segment_->companion("lock"));
        }
    }

    std::shared_ptr<shared_segment> segment_;
    interprocess::named_mutex mutex_;
    std::atomic<bool> inherited_{false};  // written by who has the lock
};

std::string send(lock_core const& core)
{
    return quartet::detail::send_name(core.segment());
}

void receive(std::string const& name, std::shared_ptr<lock_core>& core)
{
    core = std::make_shared<lock_core>(name);
}

}  // namespace detail

Lock::Lock()
    : shared_handle(std::make_shared<detail::lock_core>())
{}

bool Lock::locked() const noexcept
{
    return core_->owner() != process_identity();
}

bool Lock::owner_died() const noexcept
{
    return core_->inherited();
}

bool Lock::acquire(bool blocking, timeout limit)
{
    return core_->acquire(detail::acquire_deadline(blocking, limit));
}

void Lock::release()
{
    if (!core_->release())
    {
        throw ValueError("Lock.release: the lock is not acquired");
    }
}

bool Lock::is_owned() const noexcept
{
    return core_->owner() == process_identity::self();
}

}  // namespace quartet::multiprocessing
