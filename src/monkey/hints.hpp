// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MONKEY_HINTS_HPP
#define QUARTET_SRC_MONKEY_HINTS_HPP

#include <array>
#include <atomic>

namespace quartet::gevent::monkey::detail {

/// What was last seen of a descriptor, which saves system calls. It may be wrong at any time, for the number
/// may mean something else by now; then a call is slower, and does the same.
class hints
{
public:
    explicit hints(int fd) noexcept
        : its_(unsigned(fd) < all.size() ? &all[unsigned(fd)] : nullptr)
    {}

    /// It was none; then it is asked before each call whether it is ready.
    bool is_no_socket() const noexcept { return has(no_socket); }
    void found_no_socket() noexcept { set(no_socket); }

    /// More was asked for than there was: who asks again will have to wait.
    bool is_drained() const noexcept { return has(drained); }
    void found_drained(bool is_so) noexcept
    {
        if (is_so != is_drained())
        {
            set(is_so ? drained : none);
        }
    }

    void forget() noexcept
    {
        if (its_ != nullptr && its_->load(std::memory_order_relaxed) != none)
        {
            set(none);
        }
    }

private:
    enum what : unsigned char
    {
        none,
        no_socket,
        drained
    };

    bool has(what which) const noexcept
    {
        return its_ != nullptr && its_->load(std::memory_order_relaxed) == which;
    }

    void set(what now) noexcept
    {
        if (its_ != nullptr)
        {
            its_->store(now, std::memory_order_relaxed);
        }
    }

    inline static constinit std::array<std::atomic<what>, 65536> all{};

    std::atomic<what>* its_;
};

}  // namespace quartet::gevent::monkey::detail

#endif
