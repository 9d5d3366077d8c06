// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <signal.h>
#include <spawn.h>

#include "os_error.hpp"
#include "spawn_process.hpp"

namespace quartet::detail {
namespace {

/// What the child does before it executes the program. Each step allocates, and so may fail.
class preparation
{
public:
    preparation()
    {
        ::posix_spawn_file_actions_init(&files_);
        ::posix_spawnattr_init(&attributes_);
    }
    ~preparation()
    {
        ::posix_spawn_file_actions_destroy(&files_);
        ::posix_spawnattr_destroy(&attributes_);
    }
    preparation(preparation const&) = delete;
    preparation& operator=(preparation const&) = delete;

    void set_attributes(spawn_settings const& settings)
    {
        sigset_t signals;
        ::sigemptyset(&signals);
        ::posix_spawnattr_setsigmask(&attributes_, &signals);
        int flags = POSIX_SPAWN_SETSIGMASK;
        if (settings.default_signals)
        {
            ::sigaddset(&signals, SIGPIPE);
            ::sigaddset(&signals, SIGXFSZ);
            ::posix_spawnattr_setsigdefault(&attributes_, &signals);
            flags |= POSIX_SPAWN_SETSIGDEF;
        }
        if (settings.new_session)
        {
            flags |= POSIX_SPAWN_SETSID;
        }
        if (settings.group)
        {
            ::posix_spawnattr_setpgroup(&attributes_, *settings.group);
            flags |= POSIX_SPAWN_SETPGROUP;
        }
        ::posix_spawnattr_setflags(&attributes_, static_cast<short>(flags));
    }

    /// The directory first: its descriptor may be one of those that are replaced.
    void arrange_files(spawn_settings const& settings)
    {
        if (settings.directory >= 0)
        {
            check(::posix_spawn_file_actions_addfchdir_np(&files_, settings.directory));
        }
        for (int i = 0; i != 3; ++i)
        {
            if (settings.streams[std::size_t(i)] >= 0)
            {
                duplicate(settings.streams[std::size_t(i)], i);
            }
        }
        hand(settings.handed, settings.keeps_numbers);
    }

    pid_t run(char const* program, char* const* argv, char* const* environment)
    {
        pid_t pid = -1;
        check(::posix_spawn(&pid, program, &files_, &attributes_, argv, environment));
        return pid;
    }

private:
    /// Ascending, each moves down to a place that no later one needs; then all above are closed; then,
    /// descending, each moves up again.
    void hand(std::span<int const> handed, bool keep_numbers)
    {
        int place = 3;
        for (int const fd : handed)
        {
            duplicate(fd, place++);
        }
        check(::posix_spawn_file_actions_addclosefrom_np(&files_, place));
        for (; keep_numbers && !handed.empty(); handed = handed.first(handed.size() - 1))
        {
            if (handed.back() != --place)
            {
                duplicate(place, handed.back());
                check(::posix_spawn_file_actions_addclose(&files_, place));
            }
        }
    }

    /// Of a descriptor to itself: it stays open when the program is executed.
    void duplicate(int from, int to)
    {
        check(::posix_spawn_file_actions_adddup2(&files_, from, to));
    }

    static void check(int error)
    {
        if (error != 0)
        {
            throw_os_error("starting a process", error);
        }
    }

    posix_spawn_file_actions_t files_;
    posix_spawnattr_t attributes_;
};

}  // namespace

pid_t posix_spawn(spawn_settings const& settings, char const* program, char* const* argv)
{
    preparation with;
    with.set_attributes(settings);
    with.arrange_files(settings);
    return with.run(program, argv, settings.environment);
}

}  // namespace quartet::detail
