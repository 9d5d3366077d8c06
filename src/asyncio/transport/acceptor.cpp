// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "acceptor.hpp"

#include <quartet/errors.hpp>

#include <cerrno>
#include <chrono>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "../../detail/os_error.hpp"

namespace quartet::asyncio::detail {

using quartet::detail::direction;
using quartet::detail::make_os_error;
using quartet::detail::throw_os_error;
using quartet::detail::unique_fd;

namespace {

constexpr int most_in_a_row = 100;  // then others have a turn
constexpr std::chrono::seconds pause_after_error(1);

}  // namespace

acceptor::acceptor(server_core& server, unique_fd bound, std::string const& path)
    : counted_resident(server.loop())
    , timer(&try_again)
    , server_(&server)
    , fd_(std::move(bound))
    , path_(path)
{
    struct stat about = {};
    if (!path_.empty() && ::stat(path_.c_str(), &about) == 0)
    {
        device_ = about.st_dev;
        inode_ = about.st_ino;
    }
}

void acceptor::start(int backlog)
{
    if (::listen(fd_.get(), backlog) != 0)
    {
        throw_os_error("start_serving");
    }
    fd_.watch(direction::read, calls_);
    kept_ = server_;
    enter();
}

void acceptor::close() noexcept
{
    if (std::exchange(server_, nullptr) == nullptr)
    {
        return;
    }
    fd_.close();
    remove_path();
    if (auto const last = std::exchange(kept_, nullptr))
    {
        loop().clear(*this);
        leave();
    }
}

/// Unless it is somebody else's meanwhile.
void acceptor::remove_path() const noexcept
{
    struct stat about = {};
    if (inode_ != 0 && ::stat(path_.c_str(), &about) == 0 && about.st_dev == device_ &&
        about.st_ino == inode_)
    {
        ::unlink(path_.c_str());
    }
}

void acceptor::ready()
{
    int left = most_in_a_row;
    while (left != 0 && server_ != nullptr && accept_one())
    {
        --left;
    }
    if (left == 0 && server_ != nullptr)
    {
        calls_.schedule();
    }
}

/// @return whether there may be another one.
bool acceptor::accept_one()
{
    unique_fd made(::accept4(fd_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (made)
    {
        server_->accepted(std::move(made));
        return true;
    }
    switch (errno)
    {
    case EAGAIN:
        watch();
        return false;
    case EINTR:
    case ECONNABORTED:
        return true;
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
        loop().report(
            {"socket.accept() out of system resource",
             make_os_error("accept: out of system resources"),
             {}});
        loop().set(*this, loop_core::clock::now() + pause_after_error);
        return false;
    default:
        loop().report({"Accept failed on a socket", make_os_error("accept"), {}});
        return true;
    }
}

void acceptor::watch()
{
    try
    {
        fd_.watch(direction::read, calls_);
    }
    catch (...)
    {
        loop().report({"Accept failed on a socket", std::current_exception(), {}});
    }
}

void acceptor::try_again(quartet::detail::timer& which)
{
    static_cast<acceptor&>(which).calls_.schedule();
}

}  // namespace quartet::asyncio::detail
