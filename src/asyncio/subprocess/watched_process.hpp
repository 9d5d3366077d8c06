// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_ASYNCIO_SUBPROCESS_WATCHED_PROCESS_HPP
#define QUARTET_SRC_ASYNCIO_SUBPROCESS_WATCHED_PROCESS_HPP

#include <quartet/asyncio/detail/process_core.hpp>
#include <quartet/asyncio/detail/resident.hpp>
#include <quartet/detail/forks.hpp>

#include <cstdint>

#include "../../detail/loop/descriptor.hpp"
#include "../../detail/own_process.hpp"

namespace quartet::asyncio::detail {

/// A child whose end its loop waits for. Lives until it is reaped, and nobody has a handle.
/**
 *     runs --its pidfd is readable--> reaped: who waits goes on
 *       +--abandoned, or the loop is closed: killed --+
 */
class watched_process final : public counted_resident<process_core>
{
public:
    watched_process(loop_core& loop, quartet::detail::own_process child) noexcept;

    void begin() noexcept;

    pid_t pid() const noexcept override { return child_.pid(); }
    std::optional<int> returncode() noexcept override;
    void send_signal(int number) override;
    void abandon() noexcept override;
    void when_ended(std::function<void()> call) override { calls_at_end_ = std::move(call); }

private:
    void look();
    void ended() noexcept;
    void loop_closed() noexcept override;

    std::uint32_t const forks_ = quartet::detail::forks.load(std::memory_order_relaxed);
    quartet::detail::own_process child_;
    quartet::detail::watched_descriptor end_;  // a copy of its pidfd
    std::optional<int> code_;
    std::function<void()> calls_at_end_;
    loop_call<watched_process, &watched_process::look> looks_{*this};
};

}  // namespace quartet::asyncio::detail

#endif
