// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_USER_MEMORY_REGISTRY_HPP
#define QUARTET_SRC_DETAIL_USER_MEMORY_REGISTRY_HPP

#include <mutex>
#include <string>
#include <vector>

namespace quartet::detail {

class user_memory;

/// The user_memory that this process has created, and what of it is open.
class user_memory_registry
{
public:
    static user_memory_registry& get();

    /// How the library's names for memory of this process begin; sweep() knows them by it.
    static std::string own_prefix();

    /// A descriptor for a name, or -1.
    static int open(std::string const& name) noexcept;

    void add(user_memory* memory);
    void replace(user_memory* from, user_memory* to) noexcept;
    void remove(user_memory* memory) noexcept;
    void note_attached() noexcept;

    /// @param own the library's name for it, by which it is found again.
    void track(std::string own);
    void forget(std::string const& own) noexcept;

    /// See retire_user_memory().
    bool retire() noexcept;

    void lock() { mutex_.lock(); }
    void unlock() noexcept { mutex_.unlock(); }
    void forget_tracked() noexcept { tracked_.clear(); }

private:
    std::mutex mutex_;  // guards the rest
    std::vector<user_memory*> open_;
    std::vector<std::string> tracked_;
    bool has_attached_ = false;
};

}  // namespace quartet::detail

#endif
