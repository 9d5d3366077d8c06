// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_GEVENT_SUBPROCESS_POPEN_STATE_HPP
#define QUARTET_SRC_GEVENT_SUBPROCESS_POPEN_STATE_HPP

#include <quartet/detail/deadline.hpp>
#include <quartet/detail/forks.hpp>
#include <quartet/detail/short_mutex.hpp>
#include <quartet/gevent/subprocess/popen.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "../../detail/own_process.hpp"
#include "conversation.hpp"

namespace quartet::gevent::subprocess::detail {

/// What all copies of a Popen share.
class popen_state
{
public:
    popen_state(PopenOptions const& options, std::vector<std::string> args);
    popen_state(popen_state const&) = delete;
    popen_state& operator=(popen_state const&) = delete;

    /// A child that has not ended is left to those who reap it later.
    ~popen_state();

    std::vector<std::string> const& args() const noexcept { return args_; }
    pid_t pid() const noexcept { return child_.pid(); }

    std::optional<int> poll() noexcept;
    std::optional<int> returncode() noexcept;
    /// @return none: the time was over.
    std::optional<int> wait(quartet::detail::deadline const& end);
    void send_signal(int number);
    communicated communicate(std::string input, timeout const& limit);

    /// @throws ValueError if it is none.
    std::shared_ptr<pipe_end> const& pipe(int stream) const;

private:
    struct started;
    popen_state(started&& made, std::vector<std::string>&& args) noexcept;

    std::vector<std::string> const args_;
    std::uint32_t const forks_ = quartet::detail::forks.load(std::memory_order_relaxed);
    quartet::detail::short_mutex mutex_;  // guards the next two
    quartet::detail::own_process child_;
    std::optional<int> code_;
    std::array<std::shared_ptr<pipe_end>, 3> pipes_;  // null: it is none
    conversation conversation_;
};

}  // namespace quartet::gevent::subprocess::detail

#endif
