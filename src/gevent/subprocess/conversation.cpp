// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "conversation.hpp"

#include <quartet/errors.hpp>

#include <poll.h>
#include <span>
#include <string_view>
#include <utility>

namespace quartet::gevent::subprocess::detail {

void conversation::begin(std::string input, pipe_ends const& pipes)
{
    bool const can_say = pipes[0] != nullptr && pipes[0]->is_open();
    if (!input.empty() && (has_begun_ || !can_say))
    {
        throw ValueError(
            has_begun_ ? "input: communicate() has begun, and has its input"
                       : "input: stdin_ is no pipe, or is closed");
    }
    if (std::exchange(has_begun_, true))
    {
        return;
    }
    input_ = std::move(input);
    for (int stream = 1; stream != 3; ++stream)
    {
        if (auto const& pipe = pipes[std::size_t(stream)])
        {
            heard_[std::size_t(stream) - 1] = pipe->take_all();
        }
    }
}

bool conversation::run(pipe_ends const& pipes, quartet::detail::deadline const& end)
{
    if (input_.empty() && pipes[0] != nullptr)
    {
        pipes[0]->close();
    }
    for (;;)
    {
        std::array<pollfd, 3> which{};
        std::array<int, 3> streams{};
        std::size_t count = 0;
        for (int stream = 0; stream != 3; ++stream)
        {
            auto const& pipe = pipes[std::size_t(stream)];
            if (pipe != nullptr && pipe->is_open())
            {
                which[count] = {pipe->get(), short(stream == 0 ? POLLOUT : POLLIN), 0};
                streams[count++] = stream;
            }
        }
        if (count == 0)
        {
            return true;
        }
        int const ready = quartet::detail::poll_descriptors(
            std::span(which).first(count), end, "Popen.communicate");
        for (std::size_t i = 0; i != count; ++i)
        {
            if (which[i].revents != 0)
            {
                go_on(*pipes[std::size_t(streams[i])], streams[i]);
            }
        }
        // A child that never pauses is not waited for.
        if (ready == 0 || end.expired())
        {
            return false;
        }
    }
}

std::string conversation::take(int stream) noexcept
{
    return std::exchange(heard_[std::size_t(stream) - 1], std::string());
}

void conversation::go_on(pipe_end& pipe, int stream)
{
    if (stream == 0)
    {
        say(pipe);
    }
    else
    {
        hear(pipe, heard_[std::size_t(stream) - 1]);
    }
}

void conversation::say(pipe_end& pipe)
{
    try
    {
        auto const count = pipe.try_write(std::string_view(input_).substr(said_));
        said_ += count.value_or(0);
        if (said_ != input_.size())
        {
            share_.moved(count.value_or(0));
            return;
        }
    }
    catch (BrokenPipeError const&)
    {
        // The child does not want it.
    }
    pipe.close();
    input_ = std::string();
}

void conversation::hear(pipe_end& pipe, std::string& to)
{
    auto const count = pipe.try_read(to);
    if (count == 0u)
    {
        pipe.close();
    }
    share_.moved(count.value_or(0));
}

}  // namespace quartet::gevent::subprocess::detail
