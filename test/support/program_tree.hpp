// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_SUPPORT_PROGRAM_TREE_HPP
#define QUARTET_TEST_SUPPORT_PROGRAM_TREE_HPP

#include <quartet/detail/unique_fd.hpp>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <spawn.h>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

#include "send_signal.hpp"
#include "support/poll_until.hpp"

namespace quartet_test {

/// A program that runs in a process group of its own, and whatever it starts.
class program_tree
{
public:
    /// Standard output and error go to us, input is /dev/null.
    explicit program_tree(std::vector<std::string> command)
    {
        static int number = 0;
        mark_ = "QUARTET_TEST_TREE=" + std::to_string(::getpid()) + '-' + std::to_string(++number);
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0)
        {
            throw std::system_error(errno, std::generic_category(), "pipe");
        }
        output_ = quartet::detail::unique_fd(ends[0]);
        quartet::detail::unique_fd const input(ends[1]);

        std::vector<char*> arguments;
        for (std::string& word : command)
        {
            arguments.push_back(word.data());
        }
        arguments.push_back(nullptr);
        // All that is started inherits the mark.
        std::vector<char*> environment{mark_.data()};
        for (char** entry = environ; *entry != nullptr; ++entry)
        {
            environment.push_back(*entry);
        }
        environment.push_back(nullptr);

        posix_spawn_file_actions_t files;
        posix_spawn_file_actions_init(&files);
        posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&files, input.get(), 1);
        posix_spawn_file_actions_adddup2(&files, input.get(), 2);
        posix_spawnattr_t attributes;
        posix_spawnattr_init(&attributes);
        sigset_t interrupt;
        sigemptyset(&interrupt);
        sigaddset(&interrupt, SIGINT);
        posix_spawnattr_setsigdefault(&attributes, &interrupt);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
        int const error = ::posix_spawn(
            &pid_, arguments[0], &files, &attributes, arguments.data(), environment.data());
        posix_spawnattr_destroy(&attributes);
        posix_spawn_file_actions_destroy(&files);
        if (error != 0)
        {
            throw std::system_error(error, std::generic_category(), command.front());
        }
        known_.insert(pid_);
    }

    program_tree(program_tree const&) = delete;
    program_tree& operator=(program_tree const&) = delete;

    ~program_tree()
    {
        for (pid_t const pid : living())
        {
            quartet_test::send_signal(pid, SIGKILL);
        }
        if (!reaped_)
        {
            ::waitpid(pid_, nullptr, 0);
        }
    }

    pid_t pid() const { return pid_; }

    /// The next line of output, without its end. @throws std::runtime_error when there is none.
    std::string line()
    {
        std::string text;
        for (char c; ::read(output_.get(), &c, 1) == 1; text += c)
        {
            if (c == '\n')
            {
                return text;
            }
        }
        throw std::runtime_error("the output ends after: " + text);
    }

    /// Reads until everybody who could write has ended.
    std::string rest()
    {
        std::string text;
        char buffer[4096];
        for (ssize_t size; (size = ::read(output_.get(), buffer, sizeof buffer)) > 0;)
        {
            text.append(buffer, static_cast<std::size_t>(size));
        }
        return text;
    }

    /// To the program alone.
    void signal(int number) { quartet_test::send_signal(pid_, number); }

    /// To its whole group, as a terminal does it for Ctrl-C.
    void signal_all(int number)
    {
        if (pid_ <= 1)
        {
            throw std::logic_error("a signal for group " + std::to_string(pid_));
        }
        ::kill(-pid_, number);
    }

    /// Whether the program has, by itself. It is still to be waited for.
    bool has_ended() const
    {
        siginfo_t how{};
        return ::waitid(P_PID, id_t(pid_), &how, WEXITED | WNOHANG | WNOWAIT) == 0 &&
               how.si_pid == pid_;
    }

    /// Waits for the program. @return its exit code, or minus the number of the signal.
    int wait()
    {
        int status = 0;
        while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR)
        {}
        reaped_ = true;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    }

    /// Who has the mark and is no zombie.
    std::set<pid_t> living()
    {
        for (auto const& entry : std::filesystem::directory_iterator("/proc"))
        {
            pid_t const pid = std::atoi(entry.path().filename().c_str());
            if (pid > 0 && contents(entry.path() / "environ").find(mark_) != std::string::npos)
            {
                known_.insert(pid);
            }
        }
        // Who ends has lost its environment before it has closed its files.
        std::set<pid_t> found;
        std::ranges::copy_if(known_, std::inserter(found, found.end()), [](pid_t pid) {
            std::string const status = contents("/proc/" + std::to_string(pid) + "/stat");
            auto const end_of_name = status.rfind(')');
            return end_of_name != std::string::npos && status.at(end_of_name + 2) != 'Z';
        });
        return found;
    }

    /// Waits until all have ended.
    void wait_for_all()
    {
        poll_until([this] { return living().empty(); });
    }

    /// What is in /dev/shm of those who were ever seen.
    std::vector<std::filesystem::path> names()
    {
        living();
        std::vector<std::filesystem::path> result;
        for (auto const& entry : std::filesystem::directory_iterator("/dev/shm"))
        {
            std::string const name = entry.path().filename().string();
            bool const ours = std::ranges::any_of(known_, [&](pid_t pid) {
                return name.find("quartet-" + std::to_string(pid) + '-') != std::string::npos;
            });
            if (ours)
            {
                result.push_back(entry.path());
            }
        }
        return result;
    }

private:
    static std::string contents(std::filesystem::path const& path)
    {
        std::ifstream file(path);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    std::string mark_;
    quartet::detail::unique_fd output_;
    pid_t pid_ = -1;
    bool reaped_ = false;
    std::set<pid_t> known_;
};

}  // namespace quartet_test

#endif
