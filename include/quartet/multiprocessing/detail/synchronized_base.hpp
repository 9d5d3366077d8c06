// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MULTIPROCESSING_DETAIL_SYNCHRONIZED_BASE_HPP
#define QUARTET_MULTIPROCESSING_DETAIL_SYNCHRONIZED_BASE_HPP

#include <quartet/errors.hpp>
#include <quartet/multiprocessing/any_lock.hpp>

#include <mutex>
#include <optional>

namespace quartet::multiprocessing::detail {

/// The parameter `lock` of Value and Array: true, false, or a lock of the user's.
class lock_parameter
{
public:
    lock_parameter(std::same_as<bool> auto wanted)
    {
        if (wanted)
        {
            lock_ = RLock();
        }
    }
    lock_parameter(Lock lock)
        : lock_(std::move(lock))
    {}
    lock_parameter(RLock lock)
        : lock_(std::move(lock))
    {}
    lock_parameter(any_lock lock)
        : lock_(std::move(lock))
    {}

    std::optional<any_lock> lock_;
};

/// What Value and Array have beside their memory.
class synchronized_base
{
public:
    /// The lock; an RLock unless it was given another one.
    /// @throws TypeError if it was made with `lock = false`.
    any_lock& get_lock() const
    {
        if (!lock_)
        {
            throw TypeError("get_lock: made with lock = false, so there is no lock");
        }
        return *lock_;
    }

    /// As of the lock; see Lock::acquire.
    bool acquire(bool blocking = true, timeout limit = {}) const
    {
        return get_lock().acquire(blocking, limit);
    }

    /// As of the lock; see Lock::release and RLock::release.
    void release() const { get_lock().release(); }

    void lock() const { get_lock().lock(); }                 ///< acquire(), for std::scoped_lock
    bool try_lock() const { return get_lock().try_lock(); }  ///< acquire(false)
    void unlock() const { get_lock().unlock(); }             ///< release()

protected:
    explicit synchronized_base(lock_parameter parameter)
        : lock_(std::move(parameter.lock_))
    {}

    template <class Action>
    decltype(auto) locked(Action action) const
    {
        if (!lock_)
        {
            return action();
        }
        std::lock_guard const with(*lock_);
        return action();
    }

    template <class Archive>
    void save_lock(Archive& ar) const
    {
        bool const has_lock = lock_.has_value();
        ar << has_lock;
        if (has_lock)
        {
            ar << *lock_;
        }
    }

    template <class Archive>
    void load_lock(Archive& ar)
    {
        bool has_lock = false;
        ar >> has_lock;
        lock_.reset();
        if (has_lock)
        {
            ar >> lock_.emplace(quartet::detail::unpickled_t());
        }
    }

private:
    mutable std::optional<any_lock> lock_;  // a handle: locking does not change it
};

}  // namespace quartet::multiprocessing::detail

#endif
