// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_DETAIL_WATCH_LIST_HPP
#define QUARTET_GEVENT_DETAIL_WATCH_LIST_HPP

#include <quartet/detail/completions.hpp>
#include <quartet/detail/deadline.hpp>

#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <unordered_set>
#include <vector>

namespace quartet::gevent::detail {

/// What tells a `completions` that it is ready.
template <class T>
concept watchable = requires(T& object, quartet::detail::completions& whom)
{
    object.watch(whom, std::size_t());
    object.forget(whom);
};

/// That, a pointer to it, or std::reference_wrapper of it: what stands for it in a list.
template <class T>
concept names_watchable = watchable<T> || requires(T& name)
{
    requires watchable<std::remove_reference_t<decltype(*name)>>;
} || requires(T& name)
{
    requires watchable<std::remove_reference_t<decltype(name.get())>>;
    requires std::same_as<
        std::remove_cv_t<T>,
        std::reference_wrapper<std::remove_reference_t<decltype(name.get())>>>;
};

template <names_watchable T>
auto& watchable_of(T& name) noexcept
{
    if constexpr (watchable<T>)
    {
        return name;
    }
    else if constexpr (requires { *name; })
    {
        return *name;
    }
    else
    {
        return name.get();
    }
}

/// One object of a list, which lives elsewhere.
class watched
{
public:
    template <watchable T>
    explicit watched(T& object) noexcept
        : object_(const_cast<void*>(static_cast<void const*>(std::addressof(object))))
        , identity_(object_)
        , watch_([](void* of, quartet::detail::completions& whom, std::size_t number) {
            static_cast<T*>(of)->watch(whom, number);
        })
        , forget_([](void* of, quartet::detail::completions& whom) {
            static_cast<T*>(of)->forget(whom);
        })
    {
        // Handles of the same thing are the same.
        if constexpr (requires { object.identity(); })
        {
            identity_ = object.identity();
        }
        else if constexpr (requires { object.core(); })
        {
            identity_ = std::addressof(object.core());
        }
    }

    void const* identity() const noexcept { return identity_; }
    void watch(quartet::detail::completions& whom, std::size_t number) const
    {
        watch_(object_, whom, number);
    }
    void forget(quartet::detail::completions& whom) const noexcept { forget_(object_, whom); }

private:
    void* object_;
    void const* identity_;
    void (*watch_)(void*, quartet::detail::completions&, std::size_t);
    void (*forget_)(void*, quartet::detail::completions&);
};

/// Objects, as they become ready.
class QUARTET_DECL watch_list
{
public:
    watch_list() = default;
    watch_list(watch_list const&) = delete;
    watch_list& operator=(watch_list const&) = delete;
    ~watch_list();

    void add(watched which) { all_.push_back(which); }

    std::size_t size() const noexcept { return all_.size(); }

    /// The number of the next one that is ready, those first that are so at the first call; none when
    /// the time is over. Each once. None can be added any more.
    std::optional<std::size_t> next(quartet::detail::deadline const& end);

private:
    std::vector<watched> all_;
    std::size_t watching_ = 0;  // the first ones
    quartet::detail::completions news_;
};

/// Whether a handle or a pointer does.
template <class T>
bool refers_to_something(T const& name) noexcept
{
    if constexpr (requires { static_cast<bool>(name); })
    {
        return static_cast<bool>(name);
    }
    else
    {
        return true;
    }
}

/// @throws ValueError
[[noreturn]] QUARTET_DECL void throw_empty(std::size_t number);

/// The names of a range, each thing once, and what they stand for.
template <class T>
class named_watch_list
{
public:
    /// @throws ValueError for a handle of nothing.
    template <class Range>
    explicit named_watch_list(Range& range)
    {
        std::unordered_set<void const*> seen;
        std::size_t number = 0;
        for (auto&& each : range)
        {
            if (!refers_to_something(each))
            {
                throw_empty(number);
            }
            ++number;
            if (seen.insert(watched(watchable_of(each)).identity()).second)
            {
                if constexpr (is_pointer_to_element<decltype(each)>)
                {
                    names_.push_back(std::addressof(each));
                }
                else
                {
                    names_.push_back(each);
                }
            }
        }
        for (T& each : names_)
        {
            list_.add(watched(watchable_of(each)));
        }
    }

    std::vector<T> const& names() const noexcept { return names_; }
    std::size_t size() const noexcept { return names_.size(); }

    /// The next that is ready; null when the time is over.
    T* next(quartet::detail::deadline const& end)
    {
        auto const number = list_.next(end);
        return number ? &names_[*number] : nullptr;
    }

private:
    template <class Element>
    static constexpr bool is_pointer_to_element =
        std::same_as<T, std::remove_reference_t<Element>*>;

    std::vector<T> names_;
    watch_list list_;
};

}  // namespace quartet::gevent::detail

#endif
