// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "worker_link.hpp"

#include <quartet/detail/agent.hpp>
#include <quartet/detail/cargo.hpp>
#include <quartet/errors.hpp>

#include <algorithm>
#include <fcntl.h>
#include <new>
#include <sys/mman.h>

#include "../../detail/os_error.hpp"
#include "../../detail/spin.hpp"

namespace quartet::multiprocessing::detail {

using quartet::detail::cargo;
using quartet::detail::deadline;
using quartet::detail::unique_fd;

std::shared_ptr<worker_link> worker_link::create(int bell)
{
    unique_fd memory(::memfd_create("quartet-pool", MFD_CLOEXEC));
    if (!memory || ::ftruncate(memory.get(), sizeof(link_memory)) != 0)
    {
        quartet::detail::throw_os_error("memory for a pool worker");
    }
    // New memory is zero, which is what all members of link_memory begin with.
    return std::make_shared<worker_link>(
        std::move(memory), unique_fd(::fcntl(bell, F_DUPFD_CLOEXEC, 0)));
}

worker_link::worker_link(unique_fd memory, unique_fd bell)
    : memory_fd_(std::move(memory))
    , bell_(std::move(bell))
{
    void* const mapped = ::mmap(
        nullptr, sizeof(link_memory), PROT_READ | PROT_WRITE, MAP_SHARED, memory_fd_.get(), 0);
    if (mapped == MAP_FAILED)
    {
        quartet::detail::throw_os_error("memory for a pool worker");
    }
    memory_ = static_cast<link_memory*>(mapped);
}

worker_link::~worker_link()
{
    ::munmap(memory_, sizeof(link_memory));
}

void worker_link::save() const
{
    auto& descriptors = cargo::current().descriptors;
    descriptors.emplace_back(::fcntl(memory_fd_.get(), F_DUPFD_CLOEXEC, 0));
    descriptors.emplace_back(::fcntl(bell_.get(), F_DUPFD_CLOEXEC, 0));
}

// The link is saved before anything else, so its descriptors are the first two.
std::shared_ptr<worker_link> worker_link::load()
{
    auto& descriptors = cargo::current().descriptors;
    return std::make_shared<worker_link>(
        std::move(descriptors.at(0)), std::move(descriptors.at(1)));
}

// --- the pool's end ----------------------------------------------------------------------------

void worker_link::reserve(std::size_t size)
{
    std::size_t const needed = outbox_.size() + sizeof(message_head) + size;
    if (needed > outbox_.capacity())
    {
        outbox_.reserve(needed);
    }
}

void worker_link::send(message_head head, std::string_view module, std::string_view payload)
{
    head.module_size = static_cast<std::uint32_t>(module.size());
    head.size = payload.size();
    outbox_.append(reinterpret_cast<char const*>(&head), sizeof head);
    outbox_.append(module);
    outbox_.append(payload);
    flush();
}

bool worker_link::flush()
{
    bool progress = false;
    do
    {
        std::size_t const part =
            memory_->down.write(outbox_.data() + sent_, outbox_.size() - sent_);
        if (part == 0)
        {
            break;
        }
        progress = true;
        sent_ += part;
        // What is left over waits for room, of which the worker tells only if it finds the ring
        // full after it has read. So look once more; pairs with the fence in byte_ring::read.
        std::atomic_thread_fence(std::memory_order_seq_cst);
    } while (backlog() != 0);
    if (backlog() == 0)
    {
        outbox_.clear();
        sent_ = 0;
    }
    else if (sent_ >= byte_ring::capacity)
    {
        outbox_.erase(0, sent_);  // or it would grow for as long as something is left over
        sent_ = 0;
    }
    if (progress)
    {
        memory_->for_worker.notify_one();
    }
    return progress;
}

bool worker_link::receive(message_head& head, std::string& body, bool& progress)
{
    if (!memory_->up.is_sane())
    {
        throw RuntimeError(spoiled);
    }
    bool made_room = false;
    auto take = [&](char* to, std::size_t& have, std::size_t want) {
        bool was_full = false;
        std::size_t const part = memory_->up.read(to + have, want - have, was_full);
        made_room = made_room || was_full;
        have += part;
        progress = progress || part != 0;
        return have == want;
    };
    bool whole = head_read_ == sizeof incoming_;
    if (!whole && take(reinterpret_cast<char*>(&incoming_), head_read_, sizeof incoming_))
    {
        whole = true;
        if (incoming_.what < message_head::ready || incoming_.what > message_head::exception)
        {
            throw RuntimeError(spoiled);
        }
        body_.resize(incoming_.size);
        body_read_ = 0;
    }
    whole = whole && take(body_.data(), body_read_, body_.size());
    if (made_room)
    {
        memory_->for_worker.notify_one();
    }
    if (whole)
    {
        head = incoming_;
        body = std::move(body_);
        body_.clear();
        head_read_ = 0;
    }
    return whole;
}

// --- the worker's end --------------------------------------------------------------------------

namespace {

/// Waits a moment awake, and then asleep. Not to be interrupted, because half a message would stay.
template <class Ready>
void wait_until(quartet::detail::event_count& event, Ready ready)
{
    if (!quartet::detail::spin(ready))
    {
        quartet::detail::agent::uninterruptible const shield;
        event.await(deadline(timeout()), [&](bool) { return ready(); });
    }
}

}  // namespace

void worker_link::read(char* data, std::size_t size)
{
    while (size != 0)
    {
        bool made_room = false;
        std::size_t const part = memory_->down.read(data, size, made_room);
        data += part;
        size -= part;
        if (made_room)
        {
            ring();
        }
        if (size != 0)
        {
            wait_until(memory_->for_worker, [this] { return !memory_->down.empty(); });
        }
    }
}

void worker_link::write(char const* data, std::size_t size)
{
    while (size != 0)
    {
        std::size_t const part = memory_->up.write(data, size);
        data += part;
        size -= part;
        ring();
        if (size != 0)
        {
            wait_until(memory_->for_worker, [this] { return !memory_->up.full(); });
        }
    }
}

message_head worker_link::read_head()
{
    message_head head{};
    read(reinterpret_cast<char*>(&head), sizeof head);
    return head;
}

void worker_link::read(std::string& bytes, std::size_t size)
{
    bytes.resize(size);
    read(bytes.data(), size);
}

void worker_link::skip(std::size_t size)
{
    char unused[4096];
    while (size != 0)
    {
        std::size_t const part = std::min(size, sizeof unused);
        read(unused, part);
        size -= part;
    }
}

void worker_link::write(message_head::kind what, std::string_view body)
{
    message_head const head{what, 0, 0, 0, body.size()};
    constexpr std::size_t small = 4096;
    if (body.size() <= small)
    {
        // In one piece, so that the pool is woken once.
        char bytes[sizeof head + small];
        std::memcpy(bytes, &head, sizeof head);
        body.copy(bytes + sizeof head, body.size());
        write(bytes, sizeof head + body.size());
        return;
    }
    write(reinterpret_cast<char const*>(&head), sizeof head);
    write(body.data(), body.size());
}

// The pool says that it sleeps and then looks at the rings; we change a ring and then look whether
// it sleeps.
void worker_link::ring() noexcept
{
    std::atomic_thread_fence(std::memory_order_seq_cst);
    if (memory_->pool_sleeps.load(std::memory_order_relaxed) != 0)
    {
        memory_->pool_sleeps.store(0, std::memory_order_relaxed);
        std::uint64_t const one = 1;
        static_cast<void>(!::write(bell_.get(), &one, sizeof one));
    }
}

bool worker_link::begin(std::uint64_t number) noexcept
{
    std::uint64_t expected = number;
    return memory_->next.compare_exchange_strong(expected, number + 1);
}

}  // namespace quartet::multiprocessing::detail
