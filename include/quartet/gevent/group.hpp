// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_GROUP_HPP
#define QUARTET_GEVENT_GROUP_HPP

#include <quartet/gevent/detail/group_core.hpp>
#include <quartet/gevent/detail/pool_calls.hpp>

#include <concepts>
#include <cstddef>
#include <exception>
#include <iterator>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace quartet::gevent::pool {

/// Greenlets that one waits for, or kills, together (Python: `gevent.pool.Group`).
/**
 * A greenlet is a member until it ends. When the group is destroyed its members go on. What they
 * throw is printed, as that of any greenlet.
 *
 * @par Example
 * @code
 * gevent::pool::Group group;
 * group.spawn(serve, 1);
 * group.spawn(serve, 2);
 * group.join();
 * std::vector<int> squares = group.map(square, numbers);
 * @endcode
 *
 * @par Thread safety
 * Belongs to the thread of its greenlets.
 *
 * @par Blocking
 * join(), kill(), apply(), map() and the results of imap() let other greenlets run.
 */
class Group : public detail::pool_calls<detail::group_runner>
{
public:
    Group()
        : Group(std::make_shared<detail::group_core>())
    {}
    Group(Group const&) = delete;
    Group& operator=(Group const&) = delete;

    /// A greenlet is a member now, unless it has ended.
    void add(greenlet const& which) const { core().add(which); }

    /// It is no member any more, and goes on.
    void discard(greenlet const& which) const noexcept { core().discard(which); }

    /// A new member that calls f(args...), as gevent::spawn makes it.
    template <class F, class... Args>
    requires(!std::same_as<std::decay_t<F>, GreenletOptions>) auto spawn(
        F&& f, Args&&... args) const
    {
        return runner_.spawn(std::forward<F>(f), std::forward<Args>(args)...);
    }
    template <class F, class... Args>
    auto spawn(GreenletOptions options, F&& f, Args&&... args) const
    {
        return runner_.start(Greenlet<detail::greenlet_result_t<F, Args...>>(
            std::move(options), std::forward<F>(f), std::forward<Args>(args)...));
    }

    /// Adds a greenlet, and starts it.
    void start(greenlet const& which) const
    {
        core().add(which);
        which.start();
    }

    /// Waits until there is no member.
    /// @param limit seconds; a negative one counts as 0.
    /// @param raise_error whether to throw then what has ended one of the present members, if any.
    /// @return false if the time was over before. @throws RuntimeError in a member.
    bool join(timeout limit = {}, bool raise_error = false) const
    {
        return core().join(limit, raise_error);
    }

    /// Ends all members, also those that are added until there is none.
    /// @param exception none: GreenletExit. @param block whether to wait for their ends.
    /// @param limit seconds to wait; a negative one counts as 0.
    /// @return whether there is none. @throws the exception, in a member, when all others are killed.
    bool kill(std::exception_ptr exception = nullptr, bool block = true, timeout limit = {}) const
    {
        return core().kill(std::move(exception), block, limit);
    }

    /// Ends one member. @return whether it has ended.
    bool killone(
        greenlet const& which,
        std::exception_ptr exception = nullptr,
        bool block = true,
        timeout limit = {}) const
    {
        return core().killone(which, std::move(exception), block, limit);
    }

    /// How many members there are.
    std::size_t size() const noexcept { return core().size(); }
    bool empty() const noexcept { return size() == 0; }

    bool contains(greenlet const& which) const noexcept { return core().contains(which); }

    /// The members at the time of begin().
    class iterator
    {
    public:
        using value_type = greenlet;
        using difference_type = std::ptrdiff_t;

        explicit iterator(std::vector<greenlet> all)
            : all_(std::make_shared<std::vector<greenlet>>(std::move(all)))
        {}
        greenlet const& operator*() const noexcept { return (*all_)[at_]; }
        greenlet const* operator->() const noexcept { return &**this; }
        iterator& operator++() noexcept
        {
            ++at_;
            return *this;
        }
        void operator++(int) noexcept { ++at_; }
        bool operator==(std::default_sentinel_t) const noexcept { return at_ == all_->size(); }

    private:
        std::shared_ptr<std::vector<greenlet>> all_;
        std::size_t at_ = 0;
    };
    iterator begin() const { return iterator(core().members()); }
    std::default_sentinel_t end() const noexcept { return {}; }

protected:
    explicit Group(std::shared_ptr<detail::group_core> core) noexcept
        : pool_calls({std::move(core)})
    {}

    detail::group_core& core() const noexcept { return *runner_.group; }
};

}  // namespace quartet::gevent::pool

#endif
