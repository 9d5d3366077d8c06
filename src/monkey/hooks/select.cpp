// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// select, pselect.
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <memory>
#include <sys/select.h>
#include <sys/time.h>
#include <vector>

#include "../signal_mask.hpp"
#include "../watch.hpp"
#include "hooks.hpp"

namespace quartet::gevent::monkey::detail {
namespace {

constinit original libc_select("select", ::select);
constinit original libc_select_alias("__select", ::select);
constinit original libc_pselect("pselect", ::pselect);

/// The three sets of a caller, of which each look needs a copy. They may be larger than an fd_set, for
/// those who allocate them.
class sets
{
public:
    sets(int count, fd_set* reading, fd_set* writing, fd_set* urgent)
        : count_(count)
        , theirs_{reading, writing, urgent}
    {
        for (std::size_t i = 0; i != 3; ++i)
        {
            if (theirs_[i] != nullptr)
            {
                auto const* const first = reinterpret_cast<fd_mask const*>(theirs_[i]);
                asked_[i].assign(first, first + words());
            }
        }
    }

    /// As select() with no time.
    int look() noexcept
    {
        for (std::size_t i = 0; i != 3; ++i)
        {
            if (theirs_[i] != nullptr)
            {
                std::memcpy(theirs_[i], asked_[i].data(), words() * sizeof(fd_mask));
            }
        }
        timeval now{};
        return libc_select(count_, theirs_[0], theirs_[1], theirs_[2], &now);
    }

    std::vector<pollfd> to_poll() const
    {
        constexpr short events[] = {POLLIN, POLLOUT, POLLPRI};
        std::vector<pollfd> all;
        for (int fd = 0; fd < count_; ++fd)
        {
            short its = 0;
            for (std::size_t i = 0; i != 3; ++i)
            {
                its = short(its | (contains(asked_[i], fd) ? events[i] : 0));
            }
            if (its != 0)
            {
                all.push_back({fd, its, 0});
            }
        }
        return all;
    }

private:
    std::size_t words() const noexcept { return (std::size_t(count_) + NFDBITS - 1) / NFDBITS; }

    static bool contains(std::vector<fd_mask> const& in, int fd) noexcept
    {
        return !in.empty() && ((in[std::size_t(fd / NFDBITS)] >> (fd % NFDBITS)) & 1) != 0;
    }

    int const count_;
    std::array<fd_set*, 3> const theirs_;
    std::array<std::vector<fd_mask>, 3> asked_;
};

int select_until(
    agent& self,
    int count,
    fd_set* reading,
    fd_set* writing,
    fd_set* urgent,
    deadline const& end) noexcept
{
    try
    {
        sets all(count, reading, writing, urgent);
        std::vector<pollfd> watched;
        for (;;)
        {
            int const ready = all.look();
            if (ready != 0)
            {
                count_call();
                return ready;
            }
            if (watched.empty())
            {
                watched = all.to_poll();
            }
            switch (wait_until_ready(self, watched, end, "select"))
            {
            case outcome::ready:
                break;
            case outcome::late:
                return all.look();
            case outcome::failed:
                return -1;
            }
        }
    }
    catch (...)
    {
        errno = ENOMEM;
        return -1;
    }
}

int cooperative_select(int count, fd_set* reading, fd_set* writing, fd_set* urgent, timeval* limit)
{
    agent* const self = cooperative_caller();
    constexpr time_t most = 8'000'000'000;
    if (self == nullptr || count < 0 ||
        (limit != nullptr && (limit->tv_sec < 0 || limit->tv_usec < 0)))
    {
        return libc_select(count, reading, writing, urgent, limit);
    }
    if (limit != nullptr && limit->tv_sec == 0 && limit->tv_usec == 0)
    {
        count_call();
        return libc_select(count, reading, writing, urgent, limit);
    }
    deadline const end(
        limit != nullptr ? timeout(
                               std::chrono::seconds(std::min(limit->tv_sec, most)) +
                               std::chrono::microseconds(limit->tv_usec))
                         : timeout());
    int const result = select_until(*self, count, reading, writing, urgent, end);
    if (limit != nullptr)
    {
        // As Linux does.
        auto const left = std::chrono::duration_cast<std::chrono::microseconds>(
            end.left(std::chrono::seconds(std::min(limit->tv_sec + 1, most))));
        limit->tv_sec = left.count() / 1'000'000;
        limit->tv_usec = left.count() % 1'000'000;
    }
    return result;
}

int cooperative_pselect(
    int count,
    fd_set* reading,
    fd_set* writing,
    fd_set* urgent,
    timespec const* limit,
    sigset_t const* mask)
{
    agent* const self = cooperative_caller();
    if (self == nullptr || count < 0 || !is_present_mask(mask) || !is_valid_limit(limit))
    {
        return libc_pselect(count, reading, writing, urgent, limit, mask);
    }
    return select_until(*self, count, reading, writing, urgent, deadline(to_timeout(limit)));
}

}  // namespace

hooks select_hooks()
{
    static std::array const all{
        hook(libc_select, cooperative_select, in_select),
        hook(libc_select_alias, cooperative_select, in_select),
        hook(libc_pselect, cooperative_pselect, in_select),
    };
    return all;
}

}  // namespace quartet::gevent::monkey::detail
