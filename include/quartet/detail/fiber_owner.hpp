// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_DETAIL_FIBER_OWNER_HPP
#define QUARTET_DETAIL_FIBER_OWNER_HPP

#include <quartet/detail/context_cell.hpp>

namespace quartet::detail {

class fiber;

/// What has a fiber that a loop runs.
class fiber_owner
{
public:
    /// That of its fiber.
    context_slot context;

    /// The future of asyncio that its end ends, for who asks who awaits it; null: none.
    void* awaited_as = nullptr;

    /// Its fiber, when it is to run for the first time. Null: not now.
    virtual fiber* begin() noexcept = 0;

    /// The fiber has finished; on the loop's stack. The owner gives it and the agent back.
    virtual void finished() noexcept = 0;

protected:
    ~fiber_owner() = default;
};

}  // namespace quartet::detail

#endif
