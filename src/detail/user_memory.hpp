// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_USER_MEMORY_HPP
#define QUARTET_SRC_DETAIL_USER_MEMORY_HPP

#include <cstddef>
#include <string>
#include <string_view>

#include "shared_segment.hpp"

namespace quartet::detail {

/// Shared memory whose name the user manages, attached.
/**
 * What is tracked must be found by sweep() after its creator was killed, whatever the user called
 * it. So the memory is created with a name of the library's, which says who made it, and gets the
 * user's as a second one (a hard link): both are there, or only ours, never only the user's. As for
 * segments, who is attached holds a shared flock, which is on the memory and not on a name.
 *
 * @par Thread safety
 * Shared objects: not safe.
 */
class user_memory
{
public:
    /// @param name empty: a new one.
    /// @param track whether the name goes when this process does.
    /// @throws FileExistsError, OSError.
    static user_memory create(std::string name, std::size_t size, bool track);

    /// @throws FileNotFoundError, OSError.
    static user_memory attach(std::string name);

    /// Removes a name, and the library's beside it. @throws FileNotFoundError, OSError.
    static void unlink(std::string const& name);

    user_memory(user_memory&& other) noexcept;
    user_memory& operator=(user_memory&&) = delete;
    ~user_memory();

    std::string const& name() const noexcept { return name_; }
    std::size_t size() const noexcept { return size_; }
    bool is_open() const noexcept { return memory_.data() != nullptr; }
    std::byte* data() const noexcept { return memory_.data(); }

    /// Idempotent.
    void close() noexcept;

    /// A descriptor that keeps sweep() away, for the way to another process.
    unique_fd hold() const;

private:
    friend class user_memory_registry;
    user_memory(std::string name, unique_fd fd, std::size_t size);

    std::string name_;
    unique_fd fd_;  // holds the flock
    mapping memory_;
    std::size_t size_ = 0;
};

/// Removes all names of the memory behind a descriptor.
void remove_all_names(int fd) noexcept;

/// On the way out: removes what this process created and tracks, and gives up what it attached to.
/// @return false if a stuck thread holds the list.
bool retire_user_memory() noexcept;

/// Around fork(): the child has created nothing.
void before_fork_user_memory();
void after_fork_user_memory_in_parent() noexcept;
void after_fork_user_memory_in_child() noexcept;

}  // namespace quartet::detail

#endif
