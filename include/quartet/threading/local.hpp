// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_THREADING_LOCAL_HPP
#define QUARTET_THREADING_LOCAL_HPP

#include <quartet/detail/config.hpp>

#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

namespace quartet::threading {

namespace detail {

/// Who has which value. The values are kept by type-erased pointers.
class QUARTET_DECL local_values
{
public:
    using value = std::shared_ptr<void>;
    class table;

    local_values();
    ~local_values();
    local_values(local_values const&) = delete;
    local_values& operator=(local_values const&) = delete;

    /// The calling thread's value, or null.
    void* find() const noexcept;

    /// Gives the calling thread, which has none, a value.
    void* add(value made);

    /// The calling thread has none any more.
    void remove() noexcept;

private:
    std::shared_ptr<table> table_;
};

}  // namespace detail

/// A value that each thread has for itself (Python: `threading.local`).
/**
 * A thread's value is made when the thread asks for it first: by the initialiser, or from nothing.
 * It is destroyed when the thread ends, before join() returns, or with the local object. In the
 * destructors of the thread's oldest `thread_local` objects, which run later, each call makes a new
 * value that stays until the local object goes. Unlike
 * C++'s `thread_local` it may be a member, and there may be as many as one likes.
 *
 * @par Example
 * @code
 * threading::local<std::mt19937> random([] { return std::mt19937(std::random_device{}()); });
 * (*random)();
 * @endcode
 *
 * @par Thread safety
 * Safe, except for destruction: no thread may use it then. It is neither copied nor moved.
 */
template <class T>
class local
{
public:
    local() requires std::is_default_constructible_v<T>
        : make_([] { return std::make_shared<T>(); })
    {}

    /// @param initialiser is called without arguments in each thread, for its first value.
    template <class F>
    requires std::is_invocable_r_v<T, F&>
    explicit local(F initialiser)
        : make_([initialiser = std::move(initialiser)]() mutable {
            return std::shared_ptr<T>(new T(initialiser()));
        })
    {}

    /// The calling thread's value. @throws what its initialiser throws; then there is none.
    T& get()
    {
        void* value = values_.find();
        return *static_cast<T*>(value != nullptr ? value : values_.add(make_()));
    }

    T& operator*() { return get(); }
    T* operator->() { return &get(); }

    /// Destroys the calling thread's value; the next get() makes a new one. Python: `del`.
    void reset() noexcept { values_.remove(); }

private:
    std::function<std::shared_ptr<void>()> make_;
    detail::local_values values_;
};

}  // namespace quartet::threading

#endif
