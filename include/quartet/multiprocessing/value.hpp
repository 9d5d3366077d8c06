// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MULTIPROCESSING_VALUE_HPP
#define QUARTET_MULTIPROCESSING_VALUE_HPP

#include <quartet/multiprocessing/detail/synchronized_base.hpp>
#include <quartet/multiprocessing/raw_value.hpp>

#include <utility>

namespace quartet::multiprocessing {

/// A variable that processes share, with a lock (Python: `multiprocessing.Value`).
/**
 * Where Python has a type code, T says the type: `Value<int>`, or any trivially copyable struct.
 * Each value() takes the lock by itself; what reads and then writes needs it for both.
 *
 * @par Example
 * @code
 * void count(mp::Value<int> counter)
 * {
 *     std::scoped_lock with(counter.get_lock());
 *     counter.value(counter.value() + 1);
 * }
 * @endcode
 *
 * @par Thread safety
 * Distinct objects, shared objects: safe, except for assignment. Copies refer to the same variable.
 *
 * @par Blocking
 * value() blocks the calling thread or greenlet until it has the lock.
 *
 * @par Between processes
 * Send it as an argument, a result or an item of a queue; its lock comes along. If a process is
 * killed while it has the lock, the next one gets it, and get_lock().owner_died() says so.
 */
template <class T>
class Value : public detail::synchronized_base
{
public:
    using element_type = T;

    /// @param lock true: an RLock of its own; a Lock or an RLock: that one; false: none, as a
    /// RawValue.
    /// @throws OSError when there is no room in /dev/shm.
    explicit Value(T initial, detail::lock_parameter lock = true)
        : Value(RawValue<T>(initial), std::move(lock))
    {}

    /// Zero. @throws OSError when there is no room in /dev/shm.
    Value()
        : Value(T{})
    {}

    /// Around a variable that is there already; see synchronized().
    Value(RawValue<T> raw, detail::lock_parameter lock)
        : synchronized_base(std::move(lock))
        , raw_(std::move(raw))
    {}

    /// Empty, to be loaded into.
    explicit Value(quartet::detail::unpickled_t tag)
        : synchronized_base(false)
        , raw_(tag)
    {}

    T value() const
    {
        return locked([this] { return raw_.value(); });
    }
    void value(T const& x)
    {
        locked([&] { raw_.value(x); });
    }

    /// The variable itself. The lock is the caller's business.
    T& get_obj() const noexcept { return raw_.get_obj(); }

    template <class Archive>
    void save(Archive& ar, unsigned) const
    {
        ar << raw_;
        save_lock(ar);
    }

    template <class Archive>
    void load(Archive& ar, unsigned)
    {
        ar >> raw_;
        load_lock(ar);
    }

    BOOST_SERIALIZATION_SPLIT_MEMBER()

private:
    RawValue<T> raw_;
};

/// A Value around a RawValue, sharing its memory (Python: `sharedctypes.synchronized`).
template <class T>
Value<T> synchronized(RawValue<T> raw, detail::lock_parameter lock = true)
{
    return Value<T>(std::move(raw), std::move(lock));
}

}  // namespace quartet::multiprocessing

#endif
