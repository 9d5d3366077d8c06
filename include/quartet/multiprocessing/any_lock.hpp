// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MULTIPROCESSING_ANY_LOCK_HPP
#define QUARTET_MULTIPROCESSING_ANY_LOCK_HPP

#include <quartet/multiprocessing/lock.hpp>
#include <quartet/multiprocessing/rlock.hpp>

#include <variant>

namespace quartet::multiprocessing {

/// A Lock or an RLock, where either will do: what Condition, Value and Array hold.
/**
 * A handle like those; it refers to the lock that it was made from.
 *
 * @par Thread safety
 * As the lock itself.
 */
class QUARTET_DECL any_lock
{
public:
    any_lock(Lock lock)
        : lock_(std::move(lock))
    {}
    any_lock(RLock lock)
        : lock_(std::move(lock))
    {}

    /// Empty, to be loaded into.
    explicit any_lock(quartet::detail::unpickled_t tag)
        : lock_(RLock(tag))
    {}

    /// The lock as what it is. @throws TypeError if it is of the other kind.
    operator Lock() const;
    operator RLock() const;

    /// As of the lock.
    bool locked() const noexcept;
    bool owner_died() const noexcept;

    /// As of the lock; see Lock::acquire.
    bool acquire(bool blocking = true, timeout limit = {});

    /// As of the lock; see Lock::release and RLock::release.
    void release();

    void lock() { static_cast<void>(acquire()); }  ///< acquire(), for std::scoped_lock
    bool try_lock() { return acquire(false); }     ///< acquire(false)
    void unlock() { release(); }                   ///< release()

    template <class Archive>
    void save(Archive& ar, unsigned) const
    {
        bool const recursive = std::holds_alternative<RLock>(lock_);
        ar << recursive;
        std::visit([&ar](auto const& lock) { ar << lock; }, lock_);
    }

    template <class Archive>
    void load(Archive& ar, unsigned)
    {
        bool recursive = false;
        ar >> recursive;
        if (recursive)
        {
            ar >> lock_.emplace<RLock>(quartet::detail::unpickled_t());
        }
        else
        {
            ar >> lock_.emplace<Lock>(quartet::detail::unpickled_t());
        }
    }

    BOOST_SERIALIZATION_SPLIT_MEMBER()

private:
    friend class Condition;
    bool is_owned() const noexcept;
    std::uint32_t release_all();
    void acquire_again(std::uint32_t depth);

    std::variant<Lock, RLock> lock_;
};

}  // namespace quartet::multiprocessing

#endif
