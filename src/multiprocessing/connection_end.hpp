// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_CONNECTION_END_HPP
#define QUARTET_SRC_MULTIPROCESSING_CONNECTION_END_HPP

#include <quartet/errors.hpp>
#include <quartet/multiprocessing/connection.hpp>

#include <cerrno>
#include <memory>
#include <string>
#include <utility>

#include "../detail/descriptor_channel.hpp"
#include "../detail/type_name.hpp"

namespace quartet::multiprocessing {

/// What the handles to an end share in one process.
struct Connection::end
{
    using message_start = quartet::detail::message_start;

    static constexpr auto as_agent = quartet::detail::transfer::wait_as::agent;

    quartet::detail::unique_fd fd;
    bool readable;
    bool writable;

    /// The end of a handle that shall receive. @throws OSError.
    static end& receiving(std::shared_ptr<end> const& shared)
    {
        end& result = open(shared);
        if (!result.readable)
        {
            throw OSError(EBADF, "connection is write-only");
        }
        return result;
    }

    /// The end of a handle that shall send. @throws OSError.
    static end& sending(std::shared_ptr<end> const& shared)
    {
        end& result = open(shared);
        if (!result.writable)
        {
            throw OSError(EBADF, "connection is read-only");
        }
        return result;
    }

    /// The end of a handle that is not closed. @throws OSError.
    static end& open(std::shared_ptr<end> const& shared)
    {
        if (!shared || !shared->fd)
        {
            throw OSError(EBADF, "handle is closed");
        }
        return *shared;
    }

    /// Nothing can be received any more.
    void stop_reading() noexcept
    {
        readable = false;
        if (!writable)
        {
            fd.reset();
        }
    }

    /// Receives what comes before the body. @throws EOFError at the end of all messages.
    message_start receive_start() const
    {
        auto start = quartet::detail::receive_start(fd.get(), as_agent);
        if (!start)
        {
            throw EOFError("the other end of the connection is closed");
        }
        return std::move(*start);
    }

    template <class Bytes>
    Bytes receive_whole_body(std::size_t size)
    {
        try
        {
            Bytes bytes;
            quartet::detail::receive_body(fd.get(), bytes, size, as_agent);
            return bytes;
        }
        catch (EOFError const&)
        {
            throw;
        }
        catch (...)
        {
            stop_reading();  // what is left of it would be taken for the next message
            throw;
        }
    }

    /// The next message of bytes. Another one is received and dropped.
    message_start receive_start_of_bytes(char const* verb)
    {
        message_start start = receive_start();
        if (!start.head.empty())
        {
            receive_whole_body<std::string>(start.body_size);
            throw TypeError(
                std::string(verb) + ": the message is no bytes but a sent object of type " +
                quartet::detail::type_name(start.head.c_str()));
        }
        return start;
    }
};

}  // namespace quartet::multiprocessing

#endif
