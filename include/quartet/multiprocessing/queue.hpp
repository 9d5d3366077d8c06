// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MULTIPROCESSING_QUEUE_HPP
#define QUARTET_MULTIPROCESSING_QUEUE_HPP

#include <quartet/detail/fingerprint.hpp>
#include <quartet/detail/pickle.hpp>
#include <quartet/multiprocessing/detail/channel.hpp>
#include <quartet/multiprocessing/errors.hpp>
#include <quartet/queue/errors.hpp>

#include <memory>
#include <optional>
#include <string>
#include <type_traits>

namespace quartet::multiprocessing {

namespace detail {

/// What Queue, JoinableQueue and SimpleQueue have in common: a handle of a channel of T.
template <class T>
class channel_handle
{
    static_assert(
        quartet::detail::is_picklable_v<T>,
        "quartet: the items of this queue cannot be serialised for another process; give T a "
        "serialize() member (see Boost.Serialization)");

public:
    template <class Archive>
    void save(Archive& ar, unsigned) const
    {
        std::string const name = channel_->depart();
        ar << name;
    }
    template <class Archive>
    void load(Archive& ar, unsigned)
    {
        std::string name;
        ar >> name;
        channel_ = channel::attach(name, options(0, false));
    }
    template <class Archive>
    void serialize(Archive& ar, unsigned version)
    {
        boost::serialization::split_member(ar, *this, version);
    }

protected:
    channel_handle(int maxsize, bool joinable)
        : channel_(channel::create(options(check(maxsize), joinable)))
    {}
    explicit channel_handle(quartet::detail::unpickled_t) {}
    ~channel_handle() = default;
    channel_handle(channel_handle const&) = default;
    channel_handle(channel_handle&&) = default;
    channel_handle& operator=(channel_handle const&) = default;
    channel_handle& operator=(channel_handle&&) = default;

    void put_value(T const& item, bool block, timeout const& limit)
    {
        channel_->put(
            {&item,
             bytes,
             [](void const* value, std::streambuf& out) {
                 quartet::detail::dump(out, *static_cast<T const*>(value));
             }},
            block,
            limit);
    }

    T get_value(bool block, timeout const& limit)
    {
        if constexpr (bytes != 0)
        {
            T item;
            channel_->get({&item, bytes, nullptr}, block, limit);
            return item;
        }
        else
        {
            std::optional<T> item;
            channel_->get(
                {&item,
                 bytes,
                 [](void* value, std::streambuf& in) {
                     static_cast<std::optional<T>*>(value)->emplace(quartet::detail::load<T>(in));
                 }},
                block,
                limit);
            return std::move(*item);
        }
    }

    channel& shared() const noexcept { return *channel_; }

private:
    // Every slot has room for a value whose bytes are copied, so large ones go another way.
    static constexpr std::size_t bytes =
        quartet::detail::is_bitwise_v<T> && sizeof(T) <= 1024 ? sizeof(T) : 0;

    static channel::options options(std::uint64_t maxsize, bool joinable)
    {
        return {maxsize, bytes, quartet::detail::fingerprint<T>(), joinable};
    }

    static std::uint64_t check(int maxsize)
    {
        if (maxsize < 0)
        {
            throw ValueError(
                "maxsize: must not be negative (0 means no limit), but is " +
                std::to_string(maxsize));
        }
        return static_cast<std::uint64_t>(maxsize);
    }

    std::shared_ptr<channel> channel_;
};

}  // namespace detail

/// A first-in, first-out queue between processes (Python: `multiprocessing.Queue`).
/**
 * put() serialises in the caller and returns when the item lies in shared memory: a value that
 * cannot be serialised fails there, and there is no feeder thread that could lose it, so a
 * process may be joined before its items are read. Items of one producer keep their order.
 * T is anything that Boost.Serialization can serialise; numbers and enums are copied as they are.
 *
 * A Queue is a handle: copies refer to the same queue. It travels to other processes as an
 * argument, or inside other values. An item that holds handles keeps them alive until it is read,
 * or until the process that put it exits.
 *
 * @par Example
 * @code
 * mp::Queue<std::string> q(3);
 * q.put("a");
 * q.get();
 * @endcode
 *
 * @par Thread safety
 * Distinct objects: safe. Shared objects: safe.
 *
 * @par Blocking
 * put() and get() block the calling thread or greenlet.
 *
 * @par Between processes
 * Any process may be killed at any instruction. An item whose put() returned is got exactly once,
 * unless the process that is getting it is killed after it had it. What a killed process was about
 * to put is dropped, what it was about to get is there again, within a fraction of a second.
 */
template <class T>
class Queue : public detail::channel_handle<T>
{
public:
    using value_type = T;

    /// @param maxsize the most items it holds; 0: put never blocks. @throws ValueError if < 0.
    explicit Queue(int maxsize = 0)
        : Queue(maxsize, false)
    {}

    explicit Queue(quartet::detail::unpickled_t tag)
        : detail::channel_handle<T>(tag)
    {}

    /// Appends an item.
    /// @throws queue::Full when there is no room in time. @throws ValueError when closed.
    /// @throws OSError when /dev/shm is full. Whatever serialising the item throws.
    void put(T const& item, bool block = true, timeout limit = {})
    {
        this->put_value(item, block, limit);
    }

    /// put(item, false)
    void put_nowait(T const& item) { put(item, false); }

    /// Takes the first item.
    /// @throws queue::Empty when none comes in time. @throws ValueError when closed.
    T get(bool block = true, timeout limit = {}) { return this->get_value(block, limit); }

    /// get(false)
    T get_nowait() { return get(false); }

    /// The number of items, at this moment.
    std::size_t qsize() const { return this->shared().size(); }

    /// Whether there is no item, at this moment. @throws OSError when closed.
    bool empty() const
    {
        if (this->shared().closed())
        {
            throw OSError(EBADF, "queue: handle is closed");
        }
        return qsize() == 0;
    }

    /// Whether put would block, at this moment.
    bool full() const { return this->shared().full(); }

    /// This process will neither put nor get. For all copies in this process; may be repeated.
    void close() { this->shared().close(); }

    /// Does nothing: every item is in the queue when its put returns.
    /// @throws AssertionError before close().
    void join_thread()
    {
        if (!this->shared().closed())
        {
            throw AssertionError("join_thread: the queue must be closed first");
        }
    }

    /// Does nothing, as join_thread().
    void cancel_join_thread() {}

protected:
    Queue(int maxsize, bool joinable)
        : detail::channel_handle<T>(maxsize, joinable)
    {}
};

/// A Queue that knows when its items are dealt with (Python: `multiprocessing.JoinableQueue`).
/**
 * @par Between processes
 * A consumer that is killed between get() and task_done() has taken its items with it; join()
 * then throws ProcessError, where Python's waits for ever.
 */
template <class T>
class JoinableQueue : public Queue<T>
{
public:
    explicit JoinableQueue(int maxsize = 0)
        : Queue<T>(maxsize, true)
    {}
    explicit JoinableQueue(quartet::detail::unpickled_t tag)
        : Queue<T>(tag)
    {}

    /// An item that was got is dealt with. @throws ValueError when called more often than get.
    void task_done() { this->shared().task_done(); }

    /// Waits until every item that was put is dealt with.
    /// @throws ProcessError once for items whose consumer was killed.
    void join() { this->shared().join(); }
};

/// The simplest queue between processes (Python: `multiprocessing.SimpleQueue`).
/** As Queue, without limits. put() never blocks. */
template <class T>
class SimpleQueue : public detail::channel_handle<T>
{
public:
    using value_type = T;

    SimpleQueue()
        : detail::channel_handle<T>(0, false)
    {}
    explicit SimpleQueue(quartet::detail::unpickled_t tag)
        : detail::channel_handle<T>(tag)
    {}

    /// Appends an item. @throws as Queue::put.
    void put(T const& item) { this->put_value(item, true, {}); }

    /// Takes the first item, waiting for one.
    T get() { return this->get_value(true, {}); }

    /// Whether there is no item, at this moment. @throws OSError when closed.
    bool empty() const
    {
        if (this->shared().closed())
        {
            throw OSError(EBADF, "queue: handle is closed");
        }
        return this->shared().size() == 0;
    }

    /// This process will neither put nor get.
    void close() { this->shared().close(); }
};

}  // namespace quartet::multiprocessing

#endif
