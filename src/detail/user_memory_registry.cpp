// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "user_memory_registry.hpp"

#include <algorithm>
#include <fcntl.h>
#include <filesystem>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "process_identity.hpp"
#include "user_memory.hpp"

namespace quartet::detail {

user_memory_registry& user_memory_registry::get()
{
    static auto* const registry = new user_memory_registry;  // outlives static objects
    return *registry;
}

std::string user_memory_registry::own_prefix()
{
    return "quartet-" + process_identity::self().text() + "-psm";
}

int user_memory_registry::open(std::string const& name) noexcept
{
    return ::shm_open(('/' + name).c_str(), O_RDWR | O_CLOEXEC, 0600);
}

void user_memory_registry::add(user_memory* memory)
{
    std::lock_guard const lock(mutex_);
    open_.push_back(memory);
}

void user_memory_registry::replace(user_memory* from, user_memory* to) noexcept
{
    std::lock_guard const lock(mutex_);
    std::replace(open_.begin(), open_.end(), from, to);
}

void user_memory_registry::remove(user_memory* memory) noexcept
{
    std::lock_guard const lock(mutex_);
    std::erase(open_, memory);
}

void user_memory_registry::note_attached() noexcept
{
    std::lock_guard const lock(mutex_);
    has_attached_ = true;
}

void user_memory_registry::track(std::string own)
{
    std::lock_guard const lock(mutex_);
    tracked_.push_back(std::move(own));
}

void user_memory_registry::forget(std::string const& own) noexcept
{
    std::lock_guard const lock(mutex_);
    std::erase(tracked_, own);
}

bool user_memory_registry::retire() noexcept
{
    std::unique_lock lock(mutex_, std::defer_lock);
    // The list is held for moments only, unless its holder was stopped for good.
    for (int i = 0; i < 100 && !lock.try_lock(); ++i)
    {
        ::usleep(1000);
    }
    if (!lock)
    {
        return false;
    }
    for (user_memory* memory : open_)
    {
        // The mapping stays: there may still be threads that use it.
        memory->fd_.reset();
    }
    auto const tracked = std::exchange(tracked_, {});
    bool const has_attached = std::exchange(has_attached_, false);
    lock.unlock();
    for (std::string const& own : tracked)
    {
        unique_fd const fd(open(own));
        if (fd && own.starts_with(own_prefix()))  // not in a fork of the creator
        {
            remove_all_names(fd.get());
        }
    }
    if (has_attached)
    {
        sweep();  // the creator may have been killed, and this was the last user
    }
    return true;
}

void remove_all_names(int fd) noexcept
{
    struct stat wanted
    {};
    if (::fstat(fd, &wanted) != 0 || wanted.st_nlink == 0)
    {
        return;
    }
    std::error_code ignored;
    for (auto const& entry : std::filesystem::directory_iterator("/dev/shm", ignored))
    {
        struct stat found
        {};
        if (::lstat(entry.path().c_str(), &found) == 0 && found.st_ino == wanted.st_ino &&
            found.st_dev == wanted.st_dev)
        {
            ::unlink(entry.path().c_str());
            user_memory_registry::get().forget(entry.path().filename().string());
        }
    }
}

bool retire_user_memory() noexcept
{
    return user_memory_registry::get().retire();
}

void before_fork_user_memory()
{
    user_memory_registry::get().lock();
}

void after_fork_user_memory_in_parent() noexcept
{
    user_memory_registry::get().unlock();
}

void after_fork_user_memory_in_child() noexcept
{
    user_memory_registry::get().forget_tracked();
    user_memory_registry::get().unlock();
}

}  // namespace quartet::detail
