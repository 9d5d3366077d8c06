// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// How a transport sends a part of a file.
#include <quartet/asyncio/coroutine.hpp>
#include <quartet/asyncio/detail/transport_core.hpp>
#include <quartet/asyncio/errors.hpp>
#include <quartet/asyncio/event.hpp>
#include <quartet/asyncio/event_loop.hpp>
#include <quartet/asyncio/transport.hpp>
#include <quartet/errors.hpp>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

#include "../../detail/os_error.hpp"

namespace quartet::asyncio::detail {

/// While it lives, nobody else writes, and nothing is read.
class transport_core::file_sending
{
public:
    file_sending(transport_core& to, int file)
        : to_(to)
        , was_reading_(to.is_reading())
    {
        struct stat about = {};
        if (::fstat(file, &about) != 0)
        {
            quartet::detail::throw_os_error("sendfile");
        }
        if (!S_ISREG(about.st_mode))
        {
            throw ValueError("sendfile: file must be a regular one");
        }
        if (to.is_closing())
        {
            throw RuntimeError("Transport is closing");
        }
        if (to.file_ != nullptr)
        {
            throw RuntimeError("sendfile is in progress");
        }
        to_.file_ = this;
        to_.pause_reading();
    }
    ~file_sending()
    {
        to_.file_ = nullptr;
        if (was_reading_)
        {
            to_.resume_reading();
        }
    }
    file_sending(file_sending const&) = delete;
    file_sending& operator=(file_sending const&) = delete;

    /// Until all that was written has gone out. To be awaited in a loop. @throws ConnectionResetError
    bool waits_for_the_rest()
    {
        require_open();
        has_room.clear();
        return to_.unsent() != 0;
    }

    void require_open() const
    {
        if (to_.is_over())
        {
            throw ConnectionResetError(ECONNRESET, "sendfile: the connection is lost");
        }
    }

    Event has_room;

private:
    transport_core& to_;
    bool const was_reading_;
};

void transport_core::has_room() noexcept
{
    if (file_ != nullptr)
    {
        file_->has_room.set();
    }
}

ssize_t transport_core::send_file_now(int, std::uint64_t, std::size_t) noexcept
{
    errno = ENOSYS;
    return -1;
}

Coroutine<std::size_t> transport_core::send_file(
    ref<transport_core> self,
    int file,
    std::uint64_t offset,
    std::optional<std::uint64_t> count,
    bool by_hand)
{
    constexpr std::size_t most_at_once = 1 << 30;
    constexpr std::size_t most_by_hand = 256 * 1024;
    constexpr auto no_limit = std::numeric_limits<std::uint64_t>::max();

    file_sending mine(*self, file);
    while (mine.waits_for_the_rest())
    {
        co_await mine.has_room.wait();
    }
    bool is_by_hand = false;
    std::string bytes;
    std::uint64_t sent = 0;
    while (std::uint64_t const left = count.value_or(no_limit) - sent)
    {
        mine.require_open();
        mine.has_room.clear();
        ssize_t gone = 0;
        if (!is_by_hand)
        {
            std::size_t const most = std::min<std::uint64_t>(left, most_at_once);
            gone = self->send_file_now(file, offset + sent, most);
        }
        else
        {
            bytes.resize(std::min<std::uint64_t>(left, most_by_hand));
            gone = ::pread(file, bytes.data(), bytes.size(), static_cast<off_t>(offset + sent));
        }
        int const error = gone < 0 ? errno : 0;
        if (gone == 0)
        {
            break;
        }
        if (error == EAGAIN)
        {
            self->want_room();
            co_await mine.has_room.wait();
        }
        else if (!is_by_hand && (error == ENOSYS || error == EINVAL || error == EOPNOTSUPP))
        {
            if (!by_hand)
            {
                throw SendfileNotAvailableError(
                    "sendfile: the system cannot send this file through this transport");
            }
            is_by_hand = true;
        }
        else if (error != 0 && error != EINTR)
        {
            quartet::detail::throw_os_error("sendfile", error);
        }
        else if (error == 0)
        {
            sent += static_cast<std::uint64_t>(gone);
            if (is_by_hand)
            {
                self->append({bytes.data(), static_cast<std::size_t>(gone)});
                while (mine.waits_for_the_rest())
                {
                    co_await mine.has_room.wait();
                }
            }
        }
    }
    co_return sent;
}

}  // namespace quartet::asyncio::detail

namespace quartet::asyncio {

Coroutine<std::size_t> EventLoop::sendfile(
    Transport const& transport,
    int file,
    std::uint64_t offset,
    std::optional<std::uint64_t> count,
    bool fallback) const
{
    return detail::transport_core::send_file(
        detail::ref<detail::transport_core>(&transport.core()), file, offset, count, fallback);
}

}  // namespace quartet::asyncio
