// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "process_identity.hpp"

#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <pthread.h>
#include <string_view>
#include <unistd.h>

namespace quartet::detail {
namespace {

struct process_status
{
    enum
    {
        gone,
        running,
        unknown
    } state = unknown;
    std::uint64_t start = 0;
};

/// Reads /proc/PID/stat: field 3 is the state, 20 the number of threads, 22 the start time.
process_status status_of(pid_t pid)
{
    char path[32];
    std::snprintf(path, sizeof path, "/proc/%d/stat", pid);
    int const fd = ::open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
    {
        bool const gone = errno == ENOENT && ::kill(pid, 0) != 0 && errno == ESRCH;
        return {gone ? process_status::gone : process_status::unknown};
    }
    char text[512];
    ssize_t const length = ::read(fd, text, sizeof text);
    ::close(fd);
    if (length <= 0)
    {
        return {process_status::gone};  // it ended between open and read
    }
    // The second field is the name in parentheses, which may hold anything.
    std::string_view rest(text, static_cast<std::size_t>(length));
    rest.remove_prefix(rest.rfind(')') + 2);
    char const state = rest.front();
    auto field = [&rest](int number) {
        std::string_view cut = rest;
        for (int i = 3; i < number; ++i)
        {
            cut.remove_prefix(cut.find(' ') + 1);
        }
        std::uint64_t value = 0;
        std::from_chars(cut.data(), cut.data() + cut.size(), value);
        return value;
    };
    // A leader whose other threads go on is a zombie too, but the process is not gone.
    bool const gone = state == 'X' || (state == 'Z' && field(20) <= 1);
    return {gone ? process_status::gone : process_status::running, field(22)};
}

std::atomic<std::uint64_t> own{0};

}  // namespace

process_identity process_identity::self() noexcept
{
    std::uint64_t word = own.load(std::memory_order_relaxed);
    if (word == 0)
    {
        static int const forgets_on_fork =
            ::pthread_atfork(nullptr, nullptr, [] { own.store(0, std::memory_order_relaxed); });
        static_cast<void>(forgets_on_fork);
        pid_t const pid = ::getpid();
        word = process_identity(pid, status_of(pid).start).word();
        own.store(word, std::memory_order_relaxed);
    }
    return from_word(word);
}

bool process_identity::is_dead() const
{
    if (*this == self())
    {
        return false;
    }
    process_status const status = status_of(pid());
    return status.state == process_status::gone ||
           (status.state == process_status::running && status.start != start());
}

std::string process_identity::text() const
{
    return std::to_string(pid()) + '-' + std::to_string(start());
}

}  // namespace quartet::detail
