// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MULTIPROCESSING_SHARED_MEMORY_HPP
#define QUARTET_MULTIPROCESSING_SHARED_MEMORY_HPP

#include <quartet/multiprocessing/detail/shared_handle.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace quartet::multiprocessing {

namespace detail {
class shared_memory_core;
QUARTET_DECL std::string send(shared_memory_core const& core);
QUARTET_DECL void receive(std::string const& name, std::shared_ptr<shared_memory_core>& core);
}  // namespace detail

/// The keyword arguments of SharedMemory: `SharedMemory({.name = "frames", .create = true, ...})`.
struct SharedMemoryOptions
{
    std::optional<std::string> name = {};  ///< none: a new one, which takes create
    bool create = false;                   ///< false: attach to what is there
    std::int64_t size = 0;                 ///< bytes; with create only
    bool track = true;                     ///< whether the creator's end removes the name
};

/// Bytes with a name, which processes share (Python: `multiprocessing.shared_memory.SharedMemory`).
/**
 * Its name stays until unlink(), or until the process that created it ends: at once when it exits,
 * with the next start of a program of this library when it was killed, and not before all who are
 * attached have gone. In Python any process that attached and exits removes the name from under
 * the others; here it never does. With `track = false` only unlink() removes it.
 *
 * @par Example
 * @code
 * mp::SharedMemory memory({.create = true, .size = 4096});
 * memory.buf()[0] = std::byte(42);
 * mp::SharedMemory same(memory.name());      // in any process
 * @endcode
 *
 * @par Thread safety
 * Distinct objects: safe. Shared objects: safe, except for close() and assignment. Copies refer to
 * the same attachment; the last one that goes closes it.
 *
 * @par Between processes
 * Any process of the same user can attach by name. Sent as an argument, a result or an item of a
 * queue it attaches by itself. A process that is killed leaves what it has written.
 */
class QUARTET_DECL SharedMemory : public detail::shared_handle<detail::shared_memory_core>
{
public:
    /// @throws ValueError if size <= 0 with create, if size < 0, if there is neither a name nor
    /// create, or if the name is empty or has a NUL in it.
    /// @throws FileExistsError if there is something of that name, with create.
    /// @throws FileNotFoundError if there is nothing of that name, without.
    /// @throws OSError when there is no room in /dev/shm, and for a name with a slash.
    explicit SharedMemory(SharedMemoryOptions options);

    /// The same, by position.
    explicit SharedMemory(
        std::optional<std::string> name,
        bool create = false,
        std::int64_t size = 0,
        bool track = true);

    /// Empty, to be loaded into.
    explicit SharedMemory(quartet::detail::unpickled_t) noexcept {}

    /// The memory; it is gone after close(). @throws ValueError after close().
    std::span<std::byte> buf() const;

    /// By which others attach.
    std::string const& name() const noexcept;

    /// In bytes. After close() too.
    std::size_t size() const noexcept;

    /// Gives up the attachment of this process; what buf() returned must not be used any more. A
    /// second time it does nothing.
    void close() noexcept;

    /// Removes the name, for all. Who is attached keeps the memory.
    /// @throws FileNotFoundError if it was removed before.
    void unlink();
};

}  // namespace quartet::multiprocessing

#endif
