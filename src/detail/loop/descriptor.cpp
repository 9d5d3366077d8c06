// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "descriptor.hpp"

#include <quartet/detail/wait_queue.hpp>
#include <quartet/errors.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include <cerrno>
#include <cstddef>
#include <mutex>
#include <new>
#include <sys/epoll.h>
#include <utility>

#include "../os_error.hpp"
#include "event_loop.hpp"

namespace quartet::detail {
namespace {

namespace asio = boost::asio;
using stream = asio::posix::basic_stream_descriptor<asio::io_context::executor_type>;

/// Only one thread has to do with it.
struct no_mutex
{
    void lock() noexcept {}
    void unlock() noexcept {}
};

/// Memory for the one operation that is out.
struct room
{
    static constexpr std::size_t size = 256;
    alignas(std::max_align_t) std::byte bytes[size];
    bool is_used = false;
};

template <class T>
struct room_allocator
{
    using value_type = T;

    explicit room_allocator(room& of) noexcept
        : in(&of)
    {}
    template <class U>
    room_allocator(room_allocator<U> const& other) noexcept
        : in(other.in)
    {}

    T* allocate(std::size_t count)
    {
        if (count * sizeof(T) <= room::size && !std::exchange(in->is_used, true))
        {
            return reinterpret_cast<T*>(in->bytes);
        }
        return static_cast<T*>(::operator new(count * sizeof(T)));
    }
    void deallocate(T* memory, std::size_t) noexcept
    {
        if (static_cast<void*>(memory) == in->bytes)
        {
            in->is_used = false;
            return;
        }
        ::operator delete(memory);
    }
    template <class U>
    bool operator==(room_allocator<U> const& other) const noexcept
    {
        return in == other.in;
    }

    room* in;
};

struct side
{
    wait_queue waiters;
    bool is_out = false;  // an operation of Asio, whose handler will come
    room memory;
};

}  // namespace

struct watched_descriptor::registration final : tenant, std::enable_shared_from_this<registration>
{
    registration(event_loop& loop, int fd)
    {
        auto made = std::make_unique<stream>(loop.io().get_executor());
        boost::system::error_code error;
        made->assign(fd, error);
        if (error)
        {
            throw_os_error("waiting for a descriptor", error.value());
        }
        in_asio = made.release();
        enter(loop);
    }

    struct handler
    {
        using allocator_type = room_allocator<std::byte>;
        allocator_type get_allocator() const noexcept
        {
            return allocator_type(of->sides[std::size_t(where)].memory);
        }

        void operator()(boost::system::error_code error) const { of->arrived(where, error); }

        std::shared_ptr<registration> of;
        direction where;
    };

    void expect(direction where)
    {
        if (!std::exchange(at(where).is_out, true))
        {
            in_asio->async_wait(
                where == direction::read ? stream::wait_read : stream::wait_write,
                handler{shared_from_this(), where});
        }
    }

    void arrived(direction where, boost::system::error_code error)
    {
        at(where).is_out = false;
        if (error == asio::error::operation_aborted)
        {
            // Somebody came after the last one had given up.
            if (in_asio != nullptr && !at(where).waiters.empty())
            {
                expect(where);
            }
            return;
        }
        is_always_ready = is_always_ready || error == asio::error::operation_not_supported;
        at(where).waiters.wake_all();
    }

    void gave_up() noexcept
    {
        if (--waiting == 0 && in_asio != nullptr && (sides[0].is_out || sides[1].is_out))
        {
            boost::system::error_code ignored;
            in_asio->cancel(ignored);
        }
    }

    /// Nobody shall wait any more.
    void end() noexcept
    {
        leave();
        is_over = true;
        for (side& each : sides)
        {
            each.waiters.wake_all();
        }
    }

    void evict() noexcept override
    {
        // The descriptor itself is the owner's.
        in_asio->release();
        delete std::exchange(in_asio, nullptr);
    }

    side& at(direction where) noexcept { return sides[std::size_t(where)]; }

    stream* in_asio = nullptr;  // null: it was taken out. In a forked child it is the parent's
    side sides[2];
    unsigned waiting = 0;
    bool is_always_ready = false;
    bool is_over = false;
};

watched_descriptor::watched_descriptor(unique_fd fd) noexcept
    : fd_(std::move(fd))
{}

watched_descriptor::~watched_descriptor()
{
    release();
}

bool watched_descriptor::wait(direction where, deadline const& end, char const* what)
{
    if (!fd_)
    {
        throw OSError(EBADF, what);
    }
    auto const mine = enlist().shared_from_this();
    if (mine->is_always_ready)
    {
        return true;
    }
    mine->expect(where);
    struct presence
    {
        explicit presence(registration& in) noexcept
            : at(in)
        {
            ++at.waiting;
        }
        ~presence() { at.gave_up(); }
        registration& at;
    } const present(*mine);
    no_mutex nothing;
    std::unique_lock lock(nothing);
    bool const ended = wait_in(mine->at(where).waiters, lock, end, what);
    if (mine->is_over)
    {
        throw OSError(EBADF, what);
    }
    return ended;
}

watched_descriptor::registration& watched_descriptor::enlist()
{
    event_loop& loop = event_loop::get();
    if (here_ == nullptr || !here_->is_in(loop))
    {
        if (here_ != nullptr && here_->is_ours() && here_->waiting != 0)
        {
            throw RuntimeError("another thread waits for this descriptor");
        }
        if (here_ != nullptr)
        {
            here_->end();
        }
        here_ = std::make_shared<registration>(loop, fd_.get());
    }
    return *here_;
}

bool watched_descriptor::is_waited_for(direction where) const noexcept
{
    return here_ != nullptr && here_->is_ours() && !here_->at(where).waiters.empty();
}

unique_fd watched_descriptor::release() noexcept
{
    if (here_ != nullptr)
    {
        here_->end();
        here_.reset();
    }
    return std::move(fd_);
}

namespace {

/// An epoll of its own, which waits for descriptors without changing them: Asio would make them
/// non-blocking, for all who share them, and knows each number once.
unique_fd make_epoll(std::span<pollfd const> of)
{
    unique_fd made(::epoll_create1(EPOLL_CLOEXEC));
    if (!made)
    {
        throw_os_error("waiting for a descriptor");
    }
    for (pollfd const& each : of)
    {
        epoll_event event{};
        event.events = std::uint32_t(each.events);  // the bits are poll's
        if (each.fd < 0 || ::epoll_ctl(made.get(), EPOLL_CTL_ADD, each.fd, &event) == 0)
        {
            continue;
        }
        if (errno != EEXIST)
        {
            throw_os_error("waiting for a descriptor");
        }
        for (pollfd const& other : of)
        {
            event.events |= other.fd == each.fd ? std::uint32_t(other.events) : 0;
        }
        ::epoll_ctl(made.get(), EPOLL_CTL_MOD, each.fd, &event);
    }
    return made;
}

int poll_in_thread(std::span<pollfd> which, deadline const& end)
{
    for (;;)
    {
        timespec const limit = to_timespec(end.left(std::chrono::hours(1)));
        int const count = ::ppoll(which.data(), which.size(), &limit, nullptr);
        if (count < 0 && errno != EINTR)
        {
            throw_os_error("waiting for a descriptor");
        }
        if (count > 0 || (count == 0 && end.expired()))
        {
            return count;
        }
    }
}

}  // namespace

int poll_descriptors(std::span<pollfd> which, deadline const& end, char const* what)
{
    if (!agent::current().is_cooperative())
    {
        return poll_in_thread(which, end);
    }
    deadline const now(timeout(0));
    int count = poll_in_thread(which, now);
    if (count != 0 || end.expired())
    {
        return count;
    }
    watched_descriptor any(make_epoll(which));
    while (count == 0 && any.wait(direction::read, end, what))
    {
        count = poll_in_thread(which, now);
    }
    return count;
}

bool wait_descriptor(int fd, direction where, deadline const& end, char const* what)
{
    pollfd one{fd, short(where == direction::read ? POLLIN : POLLOUT), 0};
    bool const ready = poll_descriptors({&one, 1}, end, what) != 0;
    if ((one.revents & POLLNVAL) != 0)
    {
        throw OSError(EBADF, what);
    }
    return ready;
}

}  // namespace quartet::detail
