// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "user_memory.hpp"
#include "exit_hooks.hpp"
#include "os_error.hpp"
#include "process_identity.hpp"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <random>
#include <tuple>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>

namespace quartet::detail {

namespace {

int open_memory(std::string const& name)
{
    return ::shm_open(('/' + name).c_str(), O_RDWR | O_CLOEXEC, 0600);
}

/// How sweep() knows who made it.
std::string own_prefix()
{
    return "quartet-" + process_identity::self().text() + "-psm";
}

}  // namespace

/// What this process has created and what it has open.
class user_memory_registry
{
public:
    static user_memory_registry& get()
    {
        static auto* const registry = new user_memory_registry;  // outlives static objects
        return *registry;
    }

    void add(user_memory* memory)
    {
        std::lock_guard const lock(mutex_);
        open_.push_back(memory);
    }

    void note_attached() noexcept
    {
        std::lock_guard const lock(mutex_);
        has_attached_ = true;
    }

    void replace(user_memory* from, user_memory* to) noexcept
    {
        std::lock_guard const lock(mutex_);
        std::replace(open_.begin(), open_.end(), from, to);
    }

    void remove(user_memory* memory) noexcept
    {
        std::lock_guard const lock(mutex_);
        std::erase(open_, memory);
    }

    /// @param own the library's name for it, by which it is found again.
    void track(std::string own)
    {
        std::lock_guard const lock(mutex_);
        tracked_.push_back(std::move(own));
    }

    void forget(std::string const& own) noexcept
    {
        std::lock_guard const lock(mutex_);
        std::erase(tracked_, own);
    }

    bool retire() noexcept
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
            memory->fd_.reset();  // the mapping stays: there may still be threads that use it
        }
        auto const tracked = std::exchange(tracked_, {});
        bool const has_attached = std::exchange(has_attached_, false);
        lock.unlock();
        for (std::string const& own : tracked)
        {
            unique_fd const fd(open_memory(own));
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

    void lock() { mutex_.lock(); }
    void unlock() noexcept { mutex_.unlock(); }
    void forget_tracked() noexcept { tracked_.clear(); }

private:
    std::mutex mutex_;
    std::vector<user_memory*> open_;
    std::vector<std::string> tracked_;
    bool has_attached_ = false;
};

namespace {

std::string path_of(std::string_view name)
{
    return "/dev/shm/" + std::string(name);
}

std::string own_name()
{
    static std::atomic<std::uint64_t> counter{0};
    return own_prefix() + std::to_string(++counter);
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
    {
    }
}

struct stat status_of(int fd)
{
    struct stat status{};
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
    at_exit_stage(exit_stage::names, []() noexcept { retire_all_segments(); });
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
    at_exit_stage(exit_stage::names, []() noexcept { retire_all_segments(); });
    unique_fd fd(open_memory(name));
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
    unique_fd const fd(open_memory(name));
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

void remove_all_names(int fd) noexcept
{
    struct stat wanted{};
    if (::fstat(fd, &wanted) != 0 || wanted.st_nlink == 0)
    {
        return;
    }
    std::error_code ignored;
    for (auto const& entry : std::filesystem::directory_iterator("/dev/shm", ignored))
    {
        struct stat found{};
        if (::lstat(entry.path().c_str(), &found) == 0 && found.st_ino == wanted.st_ino
            && found.st_dev == wanted.st_dev)
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
