// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/gevent/subprocess/popen.hpp>

#include <csignal>

#include "popen_state.hpp"

namespace quartet::gevent::subprocess {

// While one waits another greenlet may destroy the Popen, so what may wait keeps its state.

Popen::Popen(PopenOptions options, command args)
    : state_(std::make_shared<detail::popen_state>(options, std::move(args).words()))
{}

std::optional<int> Popen::poll() const
{
    return state_->poll();
}

int Popen::wait(timeout limit) const
{
    auto const kept = state_;
    if (auto const code = kept->wait(quartet::detail::deadline(limit)))
    {
        return *code;
    }
    throw TimeoutExpired(kept->args(), limit);
}

communicated Popen::communicate(std::string input, timeout limit) const
{
    auto const kept = state_;
    return kept->communicate(std::move(input), limit);
}

void Popen::send_signal(int number) const
{
    state_->send_signal(number);
}

void Popen::terminate() const
{
    send_signal(SIGTERM);
}

void Popen::kill() const
{
    send_signal(SIGKILL);
}

pid_t Popen::pid() const noexcept
{
    return state_->pid();
}

std::optional<int> Popen::returncode() const noexcept
{
    return state_->returncode();
}

std::vector<std::string> const& Popen::args() const noexcept
{
    return state_->args();
}

pipe_writer Popen::stdin_() const
{
    return pipe_writer(state_->pipe(0));
}

pipe_reader Popen::stdout_() const
{
    return pipe_reader(state_->pipe(1));
}

pipe_reader Popen::stderr_() const
{
    return pipe_reader(state_->pipe(2));
}

}  // namespace quartet::gevent::subprocess
