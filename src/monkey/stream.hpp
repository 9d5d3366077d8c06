// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MONKEY_STREAM_HPP
#define QUARTET_SRC_MONKEY_STREAM_HPP

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <string_view>

#include "caller.hpp"
#include "offload.hpp"

namespace quartet::gevent::monkey::detail {

/// Whether it is a pipe, a socket, a terminal or the like, and no file. errno stays.
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
        if (of == nullptr || cooperative_caller() == nullptr)
        {
            return call();
        }
        stream const its(of);
        if (its.would_wait(is_enough))
        {
            return offload([&] {
                // Also for the functions that do not lock: other greenlets shall not come between.
                ::flockfile(of);
                auto const result = call();
                ::funlockfile(of);
                return result;
            });
        }
        auto const result = call();
        if (its.has_asked_)
        {
            count_call();
        }
        return result;
    }

    /// Whether a call waits for the kernel, or for another thread that uses the stream.
    template <class IsEnough>
    bool would_wait(IsEnough is_enough) const
    {
        if (is_callers())
        {
            return false;
        }
        if (::ftrylockfile(file_) != 0)
        {
            return true;  // another thread has it, perhaps for another greenlet
        }
        int const error = errno;
        bool const result = !is_enough(*this) && is_slow(::fileno_unlocked(file_));
        errno = error;
        ::funlockfile(file_);
        return result;
    }

    /// Whether the calling thread has locked it: then no other thread can use it.
    bool is_callers() const noexcept;

    /// What can be read without the kernel.
    std::string_view unread() const noexcept
    {
        return {file_->_IO_read_ptr, std::size_t(file_->_IO_read_end - file_->_IO_read_ptr)};
    }

    /// Whether something can be read now, be it the end. Not if stdout is flushed before that, as it is
    /// for what is not buffered.
    bool has_some() const noexcept;

    /// What was written and is not in the kernel.
    std::size_t pending() const noexcept;

    /// Whether so much can be written without waiting.
    bool takes(std::size_t size) const noexcept;

    /// Whether it can be flushed without waiting.
    bool can_flush() const noexcept;

private:
    /// Whether the kernel takes so much now.
    bool is_taken(std::size_t size) const noexcept;

    FILE* file_;
    mutable bool has_asked_ = false;  // the kernel
};

}  // namespace quartet::gevent::monkey::detail

#endif
