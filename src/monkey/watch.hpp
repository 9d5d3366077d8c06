// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MONKEY_WATCH_HPP
#define QUARTET_SRC_MONKEY_WATCH_HPP

#include <quartet/detail/wait_queue.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <poll.h>
#include <span>
#include <unistd.h>
#include <vector>

#include "../detail/loop/nested_epoll.hpp"
#include "../detail/loop/tenant.hpp"
#include "caller.hpp"

namespace quartet::gevent::monkey::detail {

enum class outcome
{
    ready,  ///< or may be: try again
    late,   ///< the time was over
    failed  ///< errno says why: ECANCELED, EBADF: closed meanwhile, ENOMEM
};

/// Waits in the loop of the caller until one of the descriptors may be ready for its events.
outcome wait_until_ready(
    agent& self, std::span<pollfd const> which, deadline const& end, char const* what) noexcept;

/// For one.
outcome
wait_until_ready(agent& self, int fd, short events, deadline const& end, char const* what) noexcept;

/// Descriptors of others, for which agents of one loop wait: each wait tells the kernel anew.
/**
 * Edge-triggered, as those of Quartet's own are, a wait would cost a system call less. But what a
 * descriptor refers to can change unseen, by fclose() for example, and a wait in what is no more
 * would never end; here the kernel says that it does not know the descriptor.
 */
class watch final : public quartet::detail::nested_epoll, public quartet::detail::tenant
{
public:
    /// The calling thread's. @throws OSError, std::bad_alloc.
    static watch& here();

    explicit watch(event_loop& loop)
        : nested_epoll(loop, arming::at_once)
    {}

    outcome wait(agent& self, std::span<pollfd const> which, deadline const& end, char const* what);

    /// Before descriptors are closed: those who wait for them in this thread fail with EBADF.
    static void closing(int first, int last) noexcept;

private:
    struct party;
    struct place;
    struct presence;

    struct side
    {
        quartet::detail::wait_queue waiters;
        std::uint32_t wanted = 0;  // bits of epoll
    };

    /// What is known of a descriptor.
    struct slot
    {
        std::array<side, 2> sides;  // to read, to write
        bool is_known = false;      // to the kernel, as far as we have seen
    };

    slot& slot_of(int fd);

    /// @return 0, or the system's error.
    int arm(int fd, slot& its) noexcept;

    void happened(std::span<epoll_event> events) noexcept override;
    void wake(side& which, bool is_closed) noexcept;
    void evict() noexcept override;

    static constinit thread_local watch* current;

    pid_t const process_ = ::getpid();
    std::vector<std::unique_ptr<slot>> slots_;  // by descriptor
    std::shared_ptr<nested_epoll> self_;        // while the loop is there
};

}  // namespace quartet::gevent::monkey::detail

#endif
