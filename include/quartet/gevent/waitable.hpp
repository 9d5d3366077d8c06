// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_WAITABLE_HPP
#define QUARTET_GEVENT_WAITABLE_HPP

#include <quartet/errors.hpp>
#include <quartet/gevent/detail/watch_list.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <typeindex>
#include <typeinfo>
#include <utility>

namespace quartet::gevent {

class waitable;

namespace detail {

template <class T>
concept watchable_of_another_type = !std::same_as<std::remove_cv_t<T>, waitable> && watchable<T>;

template <class T>
concept watchable_handle = watchable_of_another_type<T> && std::copy_constructible<T>;

template <class T>
concept watchable_object = watchable_of_another_type<T> && !std::copy_constructible<T>;

}  // namespace detail

/// Anything that wait() can wait for, whatever its type: so that a list can have several kinds.
/**
 * Made from a handle, such as a Greenlet, an AsyncResult or a Future, of which it has a copy; or from
 * an Event or a Semaphore, which must live longer.
 *
 * @par Example
 * @code
 * for (gevent::waitable const& ready : gevent::wait({greenlet, event}, 2.5)) { ... }
 * @endcode
 */
class waitable
{
public:
    /// Of a handle. @throws ValueError if it refers to nothing.
    template <class T>
    requires detail::watchable_handle<std::remove_cvref_t<T>> waitable(T&& handle)
        : waitable(
              detail::refers_to_something(handle)
                  ? std::make_shared<std::remove_cvref_t<T>>(std::forward<T>(handle))
                  : throw ValueError("handle: refers to nothing"))
    {}

    /// Of an object that lives longer.
    template <detail::watchable_object T>
    waitable(T& object) noexcept
        : waitable(std::shared_ptr<T>(std::shared_ptr<void>(), &object))
    {}
    template <detail::watchable_object T>
    waitable(T* object) noexcept
        : waitable(*object)
    {}

    /// The handle, or the object, if it is of this type; else null.
    template <class T>
    T* as() const noexcept
    {
        return type_ == typeid(T) ? static_cast<T*>(object_.get()) : nullptr;
    }

    /// Whether both are of the same thing: `done.front() == event`
    friend bool operator==(waitable const& a, waitable const& b) noexcept
    {
        return a.watched_.identity() == b.watched_.identity();
    }

    /// For wait().
    void watch(quartet::detail::completions& whom, std::size_t number) const
    {
        watched_.watch(whom, number);
    }
    void forget(quartet::detail::completions& whom) const noexcept { watched_.forget(whom); }
    void const* identity() const noexcept { return watched_.identity(); }

private:
    template <class T>
    explicit waitable(std::shared_ptr<T> object) noexcept
        : object_(object)
        , type_(typeid(T))
        , watched_(*object)
    {}

    std::shared_ptr<void> object_;
    std::type_index type_;
    detail::watched watched_;
};

}  // namespace quartet::gevent

#endif
