// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "popen_state.hpp"

#include <quartet/errors.hpp>

#include <array>
#include <cerrno>
#include <mutex>
#include <utility>

#include "../../detail/os_error.hpp"
#include "../../detail/pidfd.hpp"
#include "../../detail/subprocess/start.hpp"
#include "../../detail/subprocess/unreaped.hpp"

namespace quartet::gevent::subprocess::detail {

using quartet::detail::deadline;

struct popen_state::started
{
    // The pipes come first: when there is a child, nothing may be thrown.
    started(PopenOptions const& options, std::vector<std::string> const& args)
        : pipes(pipes_for(options))
        , child(quartet::detail::start_child(options, args))
    {
        for (std::size_t i = 0; i != pipes.size(); ++i)
        {
            if (child.pipes[i])
            {
                pipes[i]->take(std::move(child.pipes[i]));
            }
        }
    }

    static std::shared_ptr<pipe_end> pipe_for(std::optional<int> const& wish, direction where)
    {
        return wish == PIPE ? std::make_shared<pipe_end>(where) : nullptr;
    }

    static std::array<std::shared_ptr<pipe_end>, 3> pipes_for(PopenOptions const& options)
    {
        return {
            pipe_for(options.stdin_, direction::write),
            pipe_for(options.stdout_, direction::read),
            pipe_for(options.stderr_, direction::read)};
    }

    std::array<std::shared_ptr<pipe_end>, 3> pipes;  // null: it is none
    quartet::detail::started_child child;
};

popen_state::popen_state(PopenOptions const& options, std::vector<std::string> args)
    : popen_state(started(options, args), std::move(args))
{}

popen_state::popen_state(started&& made, std::vector<std::string>&& args) noexcept
    : args_(std::move(args))
    , child_(std::move(made.child.process))
    , pipes_(std::move(made.pipes))
{}

popen_state::~popen_state()
{
    if (!code_ && forks_ == quartet::detail::forks.load(std::memory_order_relaxed))
    {
        quartet::detail::take_over(std::move(child_));
    }
}

std::optional<int> popen_state::poll() noexcept
{
    std::lock_guard const lock(mutex_);
    if (!code_)
    {
        code_ = child_.reap();
    }
    return code_;
}

std::optional<int> popen_state::returncode() noexcept
{
    std::lock_guard const lock(mutex_);
    return code_;
}

std::optional<int> popen_state::wait(deadline const& end)
{
    std::optional<int> code = poll();
    while (!code &&
           quartet::detail::wait_descriptor(child_.pidfd(), direction::read, end, "Popen.wait"))
    {
        code = poll();
    }
    return code;
}

void popen_state::send_signal(int number)
{
    std::lock_guard const lock(mutex_);
    if (!code_)
    {
        code_ = child_.reap();
    }
    int const error = code_ ? 0 : quartet::detail::signal_pidfd(child_.pidfd(), number);
    if (error != 0 && error != ESRCH)
    {
        quartet::detail::throw_os_error("signal " + std::to_string(number), error);
    }
}

communicated popen_state::communicate(std::string input, timeout const& limit)
{
    deadline const end(limit);
    conversation_.begin(std::move(input), pipes_);
    if (!conversation_.run(pipes_, end) || !wait(end))
    {
        throw TimeoutExpired(args_, limit, conversation_.heard(1), conversation_.heard(2));
    }
    return {conversation_.take(1), conversation_.take(2)};
}

std::shared_ptr<pipe_end> const& popen_state::pipe(int stream) const
{
    auto const& result = pipes_[std::size_t(stream)];
    if (result == nullptr)
    {
        constexpr std::array names{"stdin_", "stdout_", "stderr_"};
        throw ValueError(std::string(names[std::size_t(stream)]) + ": is no PIPE");
    }
    return result;
}

}  // namespace quartet::gevent::subprocess::detail
