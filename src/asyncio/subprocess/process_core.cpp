// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/detail/connect.hpp>
#include <quartet/asyncio/detail/process_core.hpp>

#include <utility>

#include "../../detail/subprocess/start.hpp"
#include "watched_process.hpp"

namespace quartet::asyncio::detail {
Coroutine<int> process_core::wait(ref<process_core> self)
{
    if (!self->returncode())
    {
        co_await self->has_ended_.wait();
    }
    co_return *self->returncode();
}

ref<process_core> start_process(
    loop_core& loop,
    quartet::subprocess::PopenOptions const& options,
    std::vector<std::string> const& args,
    of_streams<Protocol> const& pipes)
{
    loop.require_open();
    auto started = quartet::detail::start_child(options, args);
    ref<watched_process> const made(new watched_process(loop, std::move(started.process)));
    made->begin();
    try
    {
        for (std::size_t i = 0; i != pipes.size(); ++i)
        {
            if (started.pipes[i])
            {
                auto const pipe =
                    make_pipe_transport(loop, pipes[i], started.pipes[i].get(), i != 0);
                started.pipes[i].release();
                pipe->begin();
            }
        }
    }
    catch (...)
    {
        made->abandon();
        throw;
    }
    return made;
}

}  // namespace quartet::asyncio::detail
