// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_WAIT_HPP
#define QUARTET_GEVENT_WAIT_HPP

#include <quartet/gevent/detail/watch_list.hpp>
#include <quartet/gevent/hub.hpp>
#include <quartet/gevent/waitable.hpp>
#include <quartet/timeout.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <optional>
#include <ranges>
#include <type_traits>
#include <utility>
#include <vector>

namespace quartet::gevent {

namespace detail {

template <class Range>
using element_t = std::remove_reference_t<std::ranges::range_reference_t<Range>>;

/// What a list of ready objects has of a range: its values; of what cannot be copied, pointers.
template <class Range>
using name_t = std::conditional_t<
    std::copy_constructible<std::ranges::range_value_t<Range>>,
    std::ranges::range_value_t<Range>,
    element_t<Range>*>;

template <class Range>
inline constexpr bool is_of_watchables = names_watchable<element_t<Range>>;

inline std::size_t at_most(std::optional<std::size_t> const& count, std::size_t all)
{
    return std::min(count.value_or(all), all);
}

}  // namespace detail

/// Waits until no greenlet of this thread has anything to wait for (Python: `gevent.wait()`).
/**
 * @param limit seconds. @return false if the time was over before. @throws RuntimeError in a greenlet.
 */
inline bool wait(timeout limit = {})
{
    return get_hub().join(limit);
}

/// Waits until several objects are ready (Python: `gevent.wait`).
/**
 * Greenlets that have ended, events that are set, semaphores of which one could acquire a permit,
 * which is not done; AsyncResults and futures that have a result. One that is named twice counts
 * once.
 *
 * @param objects handles; or events and semaphores, pointers to such or std::reference_wrapper.
 * @param limit seconds; a negative one counts as 0. @param count how many to wait for; none: all.
 * @return those that were ready in time, in the order in which they became so; of objects that
 * cannot be copied, pointers. @throws ValueError for a handle of nothing.
 *
 * @par Thread safety
 * The objects may become ready in any thread.
 */
template <std::ranges::input_range Range>
auto wait(Range&& objects, timeout limit = {}, std::optional<std::size_t> count = {})
{
    static_assert(
        detail::is_of_watchables<Range>,
        "quartet: gevent::wait() waits for greenlets, events, semaphores, AsyncResults and "
        "futures");
    quartet::detail::deadline const end(limit);
    detail::named_watch_list<detail::name_t<Range>> all(objects);
    std::vector<detail::name_t<Range>> ready;
    for (std::size_t left = detail::at_most(count, all.size()); left != 0; --left)
    {
        auto const* const next = all.next(end);
        if (next == nullptr)
        {
            break;
        }
        ready.push_back(*next);
    }
    return ready;
}

template <std::copy_constructible T>
requires detail::names_watchable<T const>
auto wait(
    std::initializer_list<T> objects, timeout limit = {}, std::optional<std::size_t> count = {})
{
    return wait(std::vector<T>(objects), limit, count);
}

/// The same for objects of several kinds: `gevent::wait({greenlet, event})`
inline std::vector<waitable> wait(
    std::initializer_list<waitable> objects,
    timeout limit = {},
    std::optional<std::size_t> count = {})
{
    return wait(std::vector<waitable>(objects), limit, count);
}

/// What iwait() gives: an input range.
template <class T>
class ready_objects
{
public:
    class iterator
    {
    public:
        using value_type = T;
        using difference_type = std::ptrdiff_t;

        T& operator*() const { return *of_->current_; }
        T* operator->() const { return of_->current_; }
        iterator& operator++()
        {
            of_->advance();
            return *this;
        }
        void operator++(int) { ++*this; }
        bool operator==(std::default_sentinel_t) const { return of_->current_ == nullptr; }

    private:
        friend class ready_objects;
        explicit iterator(ready_objects* of)
            : of_(of)
        {}
        ready_objects* of_;
    };

    template <class Range>
    ready_objects(Range& objects, timeout const& limit, std::optional<std::size_t> const& count)
        : end_(limit)
        , all_(std::make_unique<detail::named_watch_list<T>>(objects))
        , left_(detail::at_most(count, all_->size()))
    {}

    /// Waits for the first.
    iterator begin()
    {
        advance();
        return iterator(this);
    }
    std::default_sentinel_t end() const noexcept { return {}; }

private:
    void advance()
    {
        current_ = nullptr;
        if (left_ != 0)
        {
            current_ = all_->next(end_);
            --left_;
        }
    }

    quartet::detail::deadline end_;
    std::unique_ptr<detail::named_watch_list<T>> all_;
    std::size_t left_;
    T* current_ = nullptr;
};

/// Objects as they become ready, each once, those first that are so already (Python:
/// `gevent.iwait`).
/**
 * As wait(), but one at a time. It ends when the time is over.
 * @param limit seconds from this call on.
 *
 * @par Example
 * @code
 * for (gevent::Greenlet<int> const& g : gevent::iwait(greenlets)) { use(g.get()); }
 * @endcode
 */
template <std::ranges::input_range Range>
auto iwait(Range&& objects, timeout limit = {}, std::optional<std::size_t> count = {})
{
    static_assert(
        detail::is_of_watchables<Range>,
        "quartet: gevent::iwait() waits for greenlets, events, semaphores, AsyncResults and "
        "futures");
    return ready_objects<detail::name_t<Range>>(objects, limit, count);
}

inline ready_objects<waitable> iwait(
    std::initializer_list<waitable> objects,
    timeout limit = {},
    std::optional<std::size_t> count = {})
{
    return ready_objects<waitable>(objects, limit, count);
}

}  // namespace quartet::gevent

#endif
