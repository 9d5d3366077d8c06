// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_TASK_GROUP_HPP
#define QUARTET_ASYNCIO_TASK_GROUP_HPP

#include <quartet/asyncio/coroutine.hpp>
#include <quartet/asyncio/errors.hpp>
#include <quartet/asyncio/task.hpp>
#include <quartet/asyncio/with.hpp>
#include <quartet/detail/config.hpp>

#include <exception>
#include <memory>
#include <utility>

namespace quartet::asyncio {

/// Tasks that end together (Python: `asyncio.TaskGroup`), for with().
/**
 * with() waits for all of them. When one fails, the others and the body are cancelled, and with()
 * throws an ExceptionGroup of what they have failed with.
 *
 * @par Example
 * @code
 * co_await asyncio::with(asyncio::TaskGroup(), [&](asyncio::TaskGroup& group) -> asyncio::Coroutine<> {
 *     group.create_task(fetch(one));
 *     group.create_task(fetch(two));
 *     co_return;
 * });
 * @endcode
 */
class QUARTET_DECL TaskGroup
{
public:
    TaskGroup();
    TaskGroup(TaskGroup&&) noexcept;
    ~TaskGroup();

    /// Runs it in the group. @throws RuntimeError outside of with(), and when the group is ending;
    /// then it does not begin.
    template <detail::awaitable A>
    auto create_task(A&& what)
    {
        return create_task(TaskOptions(), std::forward<A>(what));
    }
    template <detail::awaitable A>
    auto create_task(TaskOptions options, A what)
    {
        try
        {
            require_open();
        }
        catch (...)
        {
            if constexpr (requires { what.close(); })
            {
                what.close();
            }
            throw;
        }
        auto const made = asyncio::create_task(std::move(options), std::move(what));
        add(made);
        return made;
    }

    /// For with(). @throws RuntimeError outside of a task, and if it was used before.
    void enter();
    Coroutine<void> leave(std::exception_ptr error);

private:
    class state;

    void require_open() const;
    void add(future const& made);

    std::shared_ptr<state> state_;
};

}  // namespace quartet::asyncio

#endif
