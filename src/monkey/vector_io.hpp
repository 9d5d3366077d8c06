// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MONKEY_VECTOR_IO_HPP
#define QUARTET_SRC_MONKEY_VECTOR_IO_HPP

#include <algorithm>
#include <cstddef>
#include <span>
#include <sys/uio.h>
#include <vector>

namespace quartet::gevent::monkey::detail {

inline std::size_t size_of(std::span<iovec const> parts) noexcept
{
    std::size_t sum = 0;
    for (iovec const& each : parts)
    {
        sum += each.iov_len;
    }
    return sum;
}

/// What is left of somebody's buffers; his own entries stay as they are.
class rest_of_parts
{
public:
    explicit rest_of_parts(std::span<iovec const> parts)
        : copy_(parts.begin(), parts.end())
    {}

    void skip(std::size_t count) noexcept
    {
        while (count != 0 && first_ != copy_.size())
        {
            iovec& front = copy_[first_];
            std::size_t const some = std::min(count, front.iov_len);
            front.iov_base = static_cast<char*>(front.iov_base) + some;
            front.iov_len -= some;
            count -= some;
            first_ += front.iov_len == 0 ? 1 : 0;
        }
    }

    std::span<iovec> left() noexcept { return std::span(copy_).subspan(first_); }

private:
    std::vector<iovec> copy_;
    std::size_t first_ = 0;
};

}  // namespace quartet::gevent::monkey::detail

#endif
