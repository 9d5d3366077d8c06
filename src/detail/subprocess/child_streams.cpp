// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "child_streams.hpp"

#include <quartet/errors.hpp>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

#include "../os_error.hpp"
#include "../spawn_process.hpp"

namespace quartet::detail {

namespace {

constexpr std::array names{"stdin_", "stdout_", "stderr_"};

/// @throws ValueError, OSError
void require_open(int fd, char const* parameter)
{
    std::string const what = std::string(parameter) + ": descriptor " + std::to_string(fd);
    if (fd < 0)
    {
        throw ValueError(what);
    }
    if (::fcntl(fd, F_GETFD) < 0)
    {
        throw_os_error(what);
    }
}

}  // namespace

child_streams::child_streams(subprocess::PopenOptions const& options)
{
    arrange(0, options.stdin_);
    arrange(1, options.stdout_);
    arrange(2, options.stderr_);
}

void child_streams::arrange(int stream, std::optional<int> const& wish)
{
    if (!wish)
    {
        return;
    }
    if (*wish == subprocess::STDOUT)
    {
        if (stream != 2)
        {
            throw ValueError(
                std::string(names[std::size_t(stream)]) + ": STDOUT can only be stderr_");
        }
        use(2, sources_[1] >= 0 ? sources_[1] : 1);
    }
    else if (*wish == subprocess::PIPE)
    {
        make_pipe(stream);
    }
    else if (*wish == subprocess::DEVNULL)
    {
        unique_fd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
        if (!null)
        {
            throw_os_error("/dev/null");
        }
        use_copy(stream, std::move(null));
    }
    else
    {
        use(stream, *wish);
    }
}

void child_streams::make_pipe(int stream)
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
    {
        throw_os_error(std::string(names[std::size_t(stream)]) + ": a pipe");
    }
    unique_fd reading(ends[0]);
    unique_fd writing(ends[1]);
    auto& ours = pipes_[std::size_t(stream)];
    if (stream == 0)
    {
        if (::fcntl(writing.get(), F_SETFL, O_NONBLOCK) != 0)
        {
            throw_os_error(names[0]);
        }
        ours = std::move(writing);
        use_copy(stream, std::move(reading));
    }
    else
    {
        ours = std::move(reading);
        use_copy(stream, std::move(writing));
    }
}

void child_streams::use_copy(int stream, unique_fd fd)
{
    auto& copy = copies_[std::size_t(stream)];
    copy = above_streams(std::move(fd));
    sources_[std::size_t(stream)] = copy.get();
}

void child_streams::use(int stream, int fd)
{
    require_open(fd, names[std::size_t(stream)]);
    if (fd < 3 && fd != stream)
    {
        // It may be replaced in the child before it is used.
        unique_fd copy(::fcntl(fd, F_DUPFD_CLOEXEC, 3));
        if (!copy)
        {
            throw_os_error(names[std::size_t(stream)]);
        }
        use_copy(stream, std::move(copy));
        return;
    }
    sources_[std::size_t(stream)] = fd;
}

std::vector<int> passed_descriptors(std::vector<int> const& pass_fds)
{
    for (int const fd : pass_fds)
    {
        require_open(fd, "pass_fds");
    }
    std::vector<int> result = pass_fds;
    std::sort(result.begin(), result.end());
    result.erase(std::unique(result.begin(), result.end()), result.end());
    std::erase_if(result, [](int fd) { return fd < 3; });
    return result;
}

}  // namespace quartet::detail
