// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "user_memory.hpp"

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <fcntl.h>
#include <random>
#include <string_view>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <tuple>
#include <unistd.h>
#include <utility>

#include "exit_hooks.hpp"
#include "os_error.hpp"
#include "user_memory_registry.hpp"

namespace quartet::detail {
namespace {

std::string path_of(std::string_view name)
{
    return "/dev/shm/" + std::string(name);
}

/// "quartet-PID-START-psmN".
std::string own_name()
{
    static std::atomic<std::uint64_t> counter{0};
    return user_memory_registry::own_prefix() + std::to_string(++counter);
}

/// Like Python's: nobody can tell by it who made it, so nobody sweeps it.
std::string untracked_name()
{
    std::random_device random;
    char text[16];
    std::snprintf(text, sizeof text, "psm_%08x", static_cast<unsigned>(random()));
    return text;
}

/// Creates memory under the first free of the names that `next` makes.
template <class Next>
std::pair<std::string, unique_fd> create_under(Next next, std::size_t size)
{
    for (;;)
    {
        std::string name = next();
        try
        {
            unique_fd fd = create_memory(name, size);
            return {std::move(name), std::move(fd)};
        }
        catch (FileExistsError const&)
        {
            // Another one's random name, or a fork of this process under a reused pid.
        }
    }
}

void lock_shared(int fd)
{
    while (::flock(fd, LOCK_SH) != 0 && errno == EINTR)
    {}
}

struct stat status_of(int fd)
{
    struct stat status
    {};
    if (::fstat(fd, &status) != 0)
    {
        throw_os_error("shared memory");
    }
    return status;
}

}  // namespace

user_memory user_memory::create(std::string name, std::size_t size, bool track)
{
    sweep_once();
    unique_fd fd;
    if (!track)
    {
        if (name.empty())
        {
            std::tie(name, fd) = create_under(untracked_name, size);
        }
        else
        {
            fd = create_memory(name, size);
        }
        lock_shared(fd.get());
        return user_memory(std::move(name), std::move(fd), size);
    }
    at_exit_stage(exit_stage::names, leave_shared_memory);
    std::string own;
    std::tie(own, fd) = create_under(own_name, size);
    lock_shared(fd.get());
    if (name.empty())
    {
        name = own;
    }
    else if (::link(path_of(own).c_str(), path_of(name).c_str()) != 0)
    {
        int const error = errno;
        remove_name(own);
        throw_os_error("creating shared memory " + name, error);
    }
    user_memory_registry::get().track(own);
    return user_memory(std::move(name), std::move(fd), size);
}

user_memory user_memory::attach(std::string name)
{
    at_exit_stage(exit_stage::names, leave_shared_memory);
    unique_fd fd(user_memory_registry::open(name));
    if (!fd)
    {
        throw_os_error("shared memory " + name);
    }
    lock_shared(fd.get());
    struct stat const status = status_of(fd.get());
    if (status.st_nlink == 0)  // swept between open and flock
    {
        throw_os_error("shared memory " + name, ENOENT);
    }
    user_memory_registry::get().note_attached();
    return user_memory(std::move(name), std::move(fd), static_cast<std::size_t>(status.st_size));
}

void user_memory::unlink(std::string const& name)
{
    unique_fd const fd(user_memory_registry::open(name));
    if (!fd || ::shm_unlink(('/' + name).c_str()) != 0)
    {
        throw_os_error("unlinking shared memory " + name);
    }
    user_memory_registry::get().forget(name);
    remove_all_names(fd.get());
}

user_memory::user_memory(std::string name, unique_fd fd, std::size_t size)
    : name_(std::move(name))
    , fd_(std::move(fd))
    , memory_(mapping::of(fd_.get(), size, name_))
    , size_(size)
{
    user_memory_registry::get().add(this);
}

user_memory::user_memory(user_memory&& other) noexcept
    : name_(std::move(other.name_))
    , fd_(std::move(other.fd_))
    , memory_(std::move(other.memory_))
    , size_(other.size_)
{
    user_memory_registry::get().replace(&other, this);
}

user_memory::~user_memory()
{
    close();
}

void user_memory::close() noexcept
{
    user_memory_registry::get().remove(this);
    memory_ = mapping();
    fd_.reset();
}

unique_fd user_memory::hold() const
{
    return unique_fd(::fcntl(fd_.get(), F_DUPFD_CLOEXEC, 0));  // the same flock
}

}  // namespace quartet::detail
