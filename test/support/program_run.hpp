// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef QUARTET_TEST_SUPPORT_PROGRAM_RUN_HPP
#define QUARTET_TEST_SUPPORT_PROGRAM_RUN_HPP

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <poll.h>
#include <pty.h>
#include <spawn.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

#include "send_signal.hpp"

namespace quartet_test {

/// A new directory; it is removed with all that is in it.
class temporary_directory
{
public:
    temporary_directory()
    {
        std::string name = (std::filesystem::temp_directory_path() / "quartet-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr)
        {
            throw std::system_error(errno, std::generic_category(), "mkdtemp " + name);
        }
        path_ = name;
    }

    ~temporary_directory()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    temporary_directory(temporary_directory const&) = delete;
    temporary_directory& operator=(temporary_directory const&) = delete;

    std::filesystem::path const& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// Where a program's standard output and error go. To a terminal both the C++ and the Python library write whole
/// lines at once, so that the lines of several processes do not mix; to a pipe, what they have gathered.
enum class output_to
{
    terminal,
    pipe
};

/// A program that runs.
class program_run
{
public:
    /// What happened, once it has ended.
    struct result
    {
        std::string output;  ///< its children's too
        int exit_code = -1;  ///< as a shell has it: 128 + n after signal n
    };

    program_run(
        std::vector<std::string> command, std::filesystem::path const& directory, output_to where)
    {
        open_output(where);

        std::vector<char*> argv;
        for (std::string& word : command)
        {
            argv.push_back(word.data());
        }
        argv.push_back(nullptr);

        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addchdir_np(&actions, directory.c_str());
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&actions, inner_, 1);
        posix_spawn_file_actions_adddup2(&actions, inner_, 2);
        int const error = posix_spawn(&pid_, argv[0], &actions, nullptr, argv.data(), environ);
        posix_spawn_file_actions_destroy(&actions);
        if (error != 0)
        {
            throw std::system_error(error, std::generic_category(), "start " + command.front());
        }
        close(std::exchange(inner_, -1));
    }

    ~program_run()
    {
        if (pid_ > 0)
        {
            quartet_test::send_signal(pid_, SIGKILL);
            waitpid(pid_, nullptr, 0);
        }
        close(outer_);
        close(inner_);
    }

    program_run(program_run const&) = delete;
    program_run& operator=(program_run const&) = delete;

    /// Reads until the program and all that it has started have closed their output, then reaps it.
    ///
    /// @throws std::runtime_error That takes more than a minute.
    result wait()
    {
        result seen;
        auto const deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
        while (true)
        {
            if (std::chrono::steady_clock::now() > deadline)
            {
                throw std::runtime_error("no end after a minute; so far:\n" + seen.output);
            }
            pollfd ready{outer_, POLLIN, 0};
            if (poll(&ready, 1, 1000) < 1)
            {
                continue;
            }
            char buffer[4096];
            ssize_t const size = read(outer_, buffer, sizeof buffer);
            if (size <= 0)  // EIO is the end of a terminal.
            {
                break;
            }
            seen.output.append(buffer, static_cast<std::size_t>(size));
        }
        int status = 0;
        waitpid(std::exchange(pid_, -1), &status, 0);
        seen.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        return seen;
    }

private:
    void open_output(output_to where)
    {
        int ends[2];
        termios raw{};
        cfmakeraw(&raw);
        int const status = where == output_to::pipe
                               ? ::pipe(ends)
                               : openpty(&ends[0], &ends[1], nullptr, &raw, nullptr);
        if (status != 0)
        {
            throw std::system_error(errno, std::generic_category(), "open a pipe or a terminal");
        }
        outer_ = ends[0];
        inner_ = ends[1];
        fcntl(outer_, F_SETFD, FD_CLOEXEC);
        fcntl(inner_, F_SETFD, FD_CLOEXEC);
    }

    int outer_ = -1;
    int inner_ = -1;
    pid_t pid_ = -1;
};

/// Runs `command` in a new, empty directory until its end.
///
/// @throws std::runtime_error It leaves a file behind there, or takes more than a minute.
inline program_run::result
run(std::vector<std::string> command, output_to where = output_to::terminal)
{
    temporary_directory directory;
    auto result = program_run(std::move(command), directory.path(), where).wait();
    if (!std::filesystem::is_empty(directory.path()))
    {
        throw std::runtime_error("it leaves a file behind in its working directory");
    }
    return result;
}

}  // namespace quartet_test

#endif
