// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MONKEY_STREAM_HPP
#define QUARTET_SRC_MONKEY_STREAM_HPP

#include <cstddef>
#include <cstdio>
#include <string_view>

#include "caller.hpp"
#include "offload.hpp"

namespace quartet::gevent::monkey::detail {

/// Whether it is a pipe, a socket or a terminal, and no file.
bool is_slow(int fd) noexcept;

/// Whether the kernel takes so much at once, of what is_slow().
bool takes_now(int fd, std::size_t size) noexcept;

/// A FILE. Its functions call the kernel inside of the C library, where nobody sees it. So what may block
/// runs in another thread as a whole; what its buffer is enough for does not.
class stream
{
public:
    explicit stream(FILE* of) noexcept
        : file_(of)
    {}

    /// @param is_enough whether the call will not wait for the kernel, when the stream is locked.
    template <class IsEnough, class Call>
    static auto run(FILE* of, IsEnough is_enough, Call call)
    {
        bool const is_elsewhere =
            of != nullptr && cooperative_caller() != nullptr && stream(of).would_wait(is_enough);
        return is_elsewhere ? offload(call) : call();
    }

    /// What can be read without the kernel.
    std::string_view unread() const noexcept
    {
        return {file_->_IO_read_ptr, std::size_t(file_->_IO_read_end - file_->_IO_read_ptr)};
    }

    /// What was written and is not in the kernel.
    std::size_t pending() const noexcept;

    /// Whether so much can be written without waiting.
    bool takes(std::size_t size) const noexcept;

    /// Whether it can be flushed without waiting.
    bool can_flush() const noexcept;

private:
    template <class IsEnough>
    bool would_wait(IsEnough is_enough) const
    {
        if (::ftrylockfile(file_) != 0)
        {
            return true;  // another thread has it, perhaps for another greenlet
        }
        bool const result =
            !is_locked_before() && !is_enough(*this) && is_slow(::fileno_unlocked(file_));
        ::funlockfile(file_);
        return result;
    }

    /// Whether the calling thread had locked it before: then no other thread can use it.
    bool is_locked_before() const noexcept;

    FILE* file_;
};

}  // namespace quartet::gevent::monkey::detail

#endif
