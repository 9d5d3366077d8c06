// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "descriptor_transport.hpp"

#include <quartet/asyncio/detail/connect.hpp>
#include <quartet/errors.hpp>

#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "../../detail/os_error.hpp"
#include "../../detail/socket_calls.hpp"
#include "../../detail/write_quietly.hpp"
#include "scratch.hpp"

namespace quartet::asyncio::detail {

using quartet::detail::direction;

namespace {

constexpr int most_in_a_row = 16;  // then others have a turn

bool means_later(int error) noexcept
{
    return error == EAGAIN || error == EINTR;
}

}  // namespace

descriptor_transport::descriptor_transport(
    loop_core& loop,
    std::shared_ptr<Protocol> protocol,
    quartet::detail::unique_fd fd,
    kind what) noexcept
    : transport_core(loop, std::move(protocol))
    , fd_(std::move(fd))
    , kind_(what)
{}

void descriptor_transport::watch(direction where, quartet::detail::runnable& who) noexcept
{
    try
    {
        fd_.watch(where, who);
    }
    catch (...)
    {
        end(std::current_exception());
    }
}

void descriptor_transport::fail(char const* what) noexcept
{
    end(quartet::detail::make_os_error(what));
}

// --- reading ---

void descriptor_transport::read()
{
    if (kind_ == kind::write_pipe)
    {
        watch(direction::read, reads_);  // for its end
    }
    else if (!is_reading_now_)
    {
        reads_.schedule();  // what came in a pause is not told again
    }
}

void descriptor_transport::pause() noexcept
{
    if (!is_reading_now_)
    {
        fd_.unwatch(direction::read);
    }
    if (is_over())
    {
        fd_.unwatch(direction::write);
    }
}

void descriptor_transport::read_ready()
{
    if (kind_ == kind::write_pipe)
    {
        look_for_end();
        return;
    }
    is_reading_now_ = true;
    int left = most_in_a_row;
    while (is_reading() && left != 0 && read_once())
    {
        --left;
    }
    is_reading_now_ = false;
    if (is_reading())
    {
        if (left == 0)
        {
            reads_.schedule();
        }
        else
        {
            watch(direction::read, reads_);
        }
    }
}

/// Whether nobody reads the pipe any more.
void descriptor_transport::look_for_end()
{
    pollfd one{fd_.get(), 0, 0};
    if (is_over())
    {}
    else if (::poll(&one, 1, 0) == 1)
    {
        errno = EPIPE;
        rest().empty() ? end(nullptr) : fail("write");
    }
    else
    {
        watch(direction::read, reads_);
    }
}

/// @return whether there may be more.
/**
 * After less than a bufferful TCP has nothing more, but for what fd_.may_hide_more() knows of. So the
 * call that would find nothing is saved.
 */
bool descriptor_transport::read_once()
{
    std::span<char> const to = where_to_read(scratch());
    if (to.empty())
    {
        return false;
    }
    ssize_t const got = is_socket() ? ::recv(fd_.get(), to.data(), to.size(), 0)
                                    : ::read(fd_.get(), to.data(), to.size());
    if (got < 0)
    {
        int const error = errno;
        if (!means_later(error))
        {
            fail("recv");
        }
        return error == EINTR;
    }
    if (got == 0)
    {
        ended();
        return false;
    }
    received(to, std::size_t(got));
    return std::size_t(got) == to.size() || kind_ != kind::tcp || fd_.may_hide_more();
}

// --- writing ---

std::size_t descriptor_transport::send_now(std::span<char const> bytes) noexcept
{
    for (;;)
    {
        ssize_t const gone =
            is_socket() ? ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL)
                        : quartet::detail::write_quietly(fd_.get(), {bytes.data(), bytes.size()});
        if (gone >= 0)
        {
            return std::size_t(gone);
        }
        if (errno != EINTR)
        {
            if (errno != EAGAIN)
            {
                fail("send");
            }
            return 0;
        }
    }
}

ssize_t
descriptor_transport::send_file_now(int file, std::uint64_t offset, std::size_t most) noexcept
{
    return quartet::detail::sendfile_quietly(fd_.get(), file, offset, most);
}

void descriptor_transport::flush() noexcept
{
    writes_.schedule();
}

void descriptor_transport::write_ready()
{
    bool is_full = false;
    while (!is_over() && !rest().empty() && !is_full)
    {
        std::size_t const gone = send_now(rest());
        is_full = gone == 0;
        if (!is_full)
        {
            sent(gone);
        }
    }
    if (!is_over() && is_full)
    {
        watch(direction::write, writes_);
    }
    else
    {
        has_room();
    }
}

void descriptor_transport::send_eof() noexcept
{
    if (is_socket())
    {
        ::shutdown(fd_.get(), SHUT_WR);
    }
    else
    {
        close();  // a pipe has nothing else
    }
}

int family_of(int socket)
{
    return quartet::detail::option_of(socket, SO_DOMAIN);
}

ref<transport_core> make_transport(
    loop_core& loop, std::shared_ptr<Protocol> protocol, quartet::detail::unique_fd socket)
{
    int const domain = family_of(socket.get());
    bool const is_tcp = domain == AF_INET || domain == AF_INET6;
    if (is_tcp)
    {
        int const on = 1;
        ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    using kind = descriptor_transport::kind;
    return new descriptor_transport(
        loop, std::move(protocol), std::move(socket), is_tcp ? kind::tcp : kind::socket);
}

ref<transport_core>
make_transport_of_accepted(loop_core& loop, std::shared_ptr<Protocol> protocol, int socket)
{
    if (quartet::detail::option_of(socket, SO_TYPE) != SOCK_STREAM)
    {
        throw ValueError("sock: must be a stream socket");
    }
    quartet::detail::make_non_blocking(socket, "connect_accepted_socket");
    return make_transport(loop, std::move(protocol), quartet::detail::unique_fd(socket));
}

ref<transport_core>
make_pipe_transport(loop_core& loop, std::shared_ptr<Protocol> protocol, int fd, bool reads)
{
    struct stat about = {};
    if (::fstat(fd, &about) != 0)
    {
        quartet::detail::throw_os_error("pipe");
    }
    if (!S_ISFIFO(about.st_mode) && !S_ISSOCK(about.st_mode) && !S_ISCHR(about.st_mode))
    {
        throw ValueError("pipe: must be a pipe, a socket or a terminal");
    }
    quartet::detail::make_non_blocking(fd, "pipe");
    using kind = descriptor_transport::kind;
    return new descriptor_transport(
        loop,
        std::move(protocol),
        quartet::detail::unique_fd(fd),
        reads ? kind::read_pipe : kind::write_pipe);
}

}  // namespace quartet::asyncio::detail
