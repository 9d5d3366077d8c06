// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_DETAIL_UNIQUE_FD_HPP
#define QUARTET_DETAIL_UNIQUE_FD_HPP

#include <unistd.h>
#include <utility>

namespace quartet::detail {

/// Owns a file descriptor.
class unique_fd
{
public:
    unique_fd() noexcept = default;
    explicit unique_fd(int fd) noexcept
        : fd_(fd)
    {}
    unique_fd(unique_fd&& other) noexcept
        : fd_(other.release())
    {}
    unique_fd& operator=(unique_fd&& other) noexcept
    {
        unique_fd(std::move(other)).swap(*this);
        return *this;
    }
    ~unique_fd()
    {
        if (fd_ >= 0)
        {
            ::close(fd_);
        }
    }

    int get() const noexcept { return fd_; }
    explicit operator bool() const noexcept { return fd_ >= 0; }
    int release() noexcept { return std::exchange(fd_, -1); }
    void reset() noexcept { unique_fd().swap(*this); }
    void swap(unique_fd& other) noexcept { std::swap(fd_, other.fd_); }

private:
    int fd_ = -1;
};

}  // namespace quartet::detail

#endif
