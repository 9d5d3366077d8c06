// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_DETAIL_CARGO_HPP
#define QUARTET_DETAIL_CARGO_HPP

#include <quartet/detail/config.hpp>
#include <quartet/detail/unique_fd.hpp>

#include <memory>
#include <vector>

namespace quartet::detail {

/// What travels beside a serialised value: descriptors, and what must live until it is read.
/**
 * A value may hold handles: queues, locks, connections. A handle serialises as a few bytes and
 * leaves the rest in the cargo that is current on its thread. Without one it refuses, because
 * bytes in a file would name an object that nobody keeps alive.
 */
struct cargo
{
    /// Whether the way to the other process can carry descriptors (a socket can).
    bool carries_descriptors = false;

    /// Sent with the value; on arrival, taken by the handles that they belong to.
    std::vector<unique_fd> descriptors;

    /// Kept by the sender until the value was read.
    std::vector<std::shared_ptr<void const>> pins;

    /// After a value was read: what no handle has taken only kept its object alive on the way.
    /// Still open, it would look like another user of what this process may be the last user of.
    void unload() noexcept
    {
        descriptors.clear();
        pins.clear();
    }

    /// The cargo of the value that this thread serialises now. @throws RuntimeError if none.
    QUARTET_DECL static cargo& current();
};

/// Makes a cargo current for the lifetime of the scope.
class QUARTET_DECL cargo_scope
{
public:
    explicit cargo_scope(cargo& hold) noexcept;
    ~cargo_scope();
    cargo_scope(cargo_scope const&) = delete;
    cargo_scope& operator=(cargo_scope const&) = delete;

private:
    cargo* outer_;
};

}  // namespace quartet::detail

#endif
