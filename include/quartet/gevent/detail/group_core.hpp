// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_DETAIL_GROUP_CORE_HPP
#define QUARTET_GEVENT_DETAIL_GROUP_CORE_HPP

#include <quartet/gevent/detail/places.hpp>
#include <quartet/gevent/greenlet.hpp>
#include <quartet/timeout.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace quartet::gevent::detail {

/// The members of a Group or Pool, each of which has a place. Of one thread.
class QUARTET_DECL group_core : public std::enable_shared_from_this<group_core>
{
public:
    /// @param most the most members; none: there is no limit.
    explicit group_core(std::optional<std::size_t> most = {}) noexcept
        : places_(most)
    {}

    /// Until it ends, unless it has. @throws PoolFull if there is no place in time.
    void add(greenlet const& which, bool blocking = true, timeout const& limit = {});
    void discard(greenlet const& which) noexcept;

    bool contains(greenlet const& which) const noexcept;
    std::vector<greenlet> members() const;

    /// Whether the caller is a member.
    bool is_inside() const noexcept;

    bool join(timeout const& limit, bool raise_error);
    bool kill(std::exception_ptr with, bool block, timeout const& limit);
    bool killone(greenlet const& which, std::exception_ptr with, bool block, timeout const& limit);

    std::size_t size() const noexcept { return members_.size(); }
    std::optional<std::size_t> most() const noexcept { return places_.most(); }
    std::size_t free() const noexcept;
    bool is_full() const noexcept { return free() == 0; }
    bool wait_available(timeout const& limit);

private:
    struct member
    {
        greenlet which;
        std::size_t number;  // of what it calls at its end
        bool is_dying = false;
    };

    bool mark_dying(greenlet const& which) noexcept;

    places places_;
    std::map<std::uint64_t, member> members_;  // by their idents: in the order of their making
};

/// Runs calls as members of a group.
struct group_runner
{
    std::shared_ptr<group_core> group;

    template <class F, class... Args>
    auto spawn(F&& f, Args&&... args) const
    {
        return start(gevent::Greenlet(std::forward<F>(f), std::forward<Args>(args)...));
    }

    template <class F, class... Args>
    auto spawn_later(F&& f, Args&&... args) const
    {
        if (!group->is_full())
        {
            return spawn(std::forward<F>(f), std::forward<Args>(args)...);
        }
        return gevent::spawn(
            [self = *this](std::decay_t<F> call, std::decay_t<Args>... with) {
                return self.spawn(std::move(call), std::move(with)...).get();
            },
            std::forward<F>(f),
            std::forward<Args>(args)...);
    }

    bool is_inside() const noexcept { return group->is_inside(); }

    template <class R>
    Greenlet<R> start(Greenlet<R> made) const
    {
        group->add(made);
        made.start();
        return made;
    }
};

}  // namespace quartet::gevent::detail

#endif
