// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_SHARED_SEGMENT_HPP
#define QUARTET_SRC_DETAIL_SHARED_SEGMENT_HPP

#include <quartet/detail/unique_fd.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <unistd.h>

namespace quartet::detail {

/// What a segment is the memory of. Attaching as another kind fails.
enum class segment_kind : std::uint32_t
{
    queue = 1,
    lock,
    rlock,
    semaphore,
    condition,
    event,
    barrier,
    value,
    shared_memory
};

/// A named piece of shared memory that disappears with its last user.
/**
 * The name "quartet-PID-START-N" tells who made it. Every process that has it open holds a shared
 * flock on it: the kernel drops that when a process dies, however it dies. Whoever closes tries
 * for the exclusive flock, and if he gets it he was the last and removes the name, and with it
 * its companions "NAME.*" and "sem.NAME.*" (message queues and semaphores of Interprocess, and
 * further memory, of the same object). What a kill of all users at once leaves is removed by the
 * next program that starts (sweep).
 *
 * @par Thread safety
 * Shared objects: safe, except for destruction.
 */
class shared_segment
{
public:
    /// @throws OSError, among others when /dev/shm has no room for it.
    static std::shared_ptr<shared_segment> create(segment_kind kind, std::size_t size);

    /// @throws FileNotFoundError when its last user is gone.
    static std::shared_ptr<shared_segment> attach(std::string const& name, segment_kind kind);

    shared_segment(shared_segment const&) = delete;
    shared_segment& operator=(shared_segment const&) = delete;
    ~shared_segment();

    std::string const& name() const noexcept { return name_; }

    /// What create() asked for, zeroed at first, aligned to a cache line.
    void* data() const noexcept;
    std::size_t size() const noexcept;

    /// The name of a companion.
    std::string companion(std::string_view suffix) const
    {
        return name_ + '.' + std::string(suffix);
    }

    /// A descriptor that keeps the segment alive, for the way to another process.
    unique_fd hold() const;

private:
    friend class segment_registry;
    shared_segment(std::string name, unique_fd fd, std::size_t mapped);
    void retire() noexcept;
    unique_fd second_lock() const;
    void replace_lock(unique_fd own) noexcept;

    std::string name_;
    unique_fd fd_;  // holds the flock
    std::size_t mapped_;
    void* memory_;
    bool retired_ = false;
    pid_t owner_ = ::getpid();  // of the flock
};

/// The name, for the bytes of a handle that is being serialised; what must come along with it
/// goes into the current cargo. @throws RuntimeError outside of a way to another process.
std::string send_name(std::shared_ptr<shared_segment> const& segment);

/// Memory without a name of its own among users: a companion of a segment, or a user's.
class mapping
{
public:
    mapping() noexcept = default;

    /// Creates it, of exactly that size, with memory reserved, so that no store can fail.
    /// @throws FileExistsError, OSError(ENOSPC) and others.
    static mapping create(std::string const& name, std::size_t size);

    /// Opens it whole. @throws FileNotFoundError.
    static mapping open(std::string const& name);

    /// Maps what is open already. @param name for the text of an error. @throws OSError.
    static mapping of(int fd, std::size_t size, std::string const& name);

    mapping(mapping&& other) noexcept { swap(other); }
    mapping& operator=(mapping&& other) noexcept
    {
        mapping(std::move(other)).swap(*this);
        return *this;
    }
    ~mapping();

    std::byte* data() const noexcept { return data_; }
    std::size_t size() const noexcept { return size_; }
    void swap(mapping& other) noexcept
    {
        std::swap(data_, other.data_);
        std::swap(size_, other.size_);
    }

private:
    std::byte* data_ = nullptr;
    std::size_t size_ = 0;
};

/// Removes a name; it need not exist.
void remove_name(std::string const& name) noexcept;

/// Whether /dev/shm has that many bytes left.
bool has_shared_memory(std::size_t bytes) noexcept;

/// Opens a new name with its memory reserved. Mode 0600, close-on-exec.
unique_fd create_memory(std::string const& name, std::size_t size);

/// Removes what dead processes left in /dev/shm.
/// @param and_ours what this process made, too, if nobody uses it.
void sweep(bool and_ours = false) noexcept;

/// The same, at the first use of shared memory.
void sweep_once() noexcept;

/// On the way out: gives up all segments, and the memory that users named.
/// @return false if a stuck thread holds the list.
bool retire_all_segments() noexcept;

/// The exit stage of names. A daemon may have been the last user of something of ours until we
/// terminated it, so it is also swept.
void leave_shared_memory() noexcept;

/// Around fork(): the child needs flocks of its own.
void before_fork_segments();
void after_fork_segments_in_parent() noexcept;
void after_fork_segments_in_child() noexcept;

/// A segment that holds one T, which was constructed by its creator.
template <class T>
std::shared_ptr<shared_segment> create_segment_of(segment_kind kind)
{
    auto segment = shared_segment::create(kind, sizeof(T));
    new (segment->data()) T();
    return segment;
}

}  // namespace quartet::detail

#endif
