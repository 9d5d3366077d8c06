// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/detail/connect.hpp>
#include <quartet/asyncio/detail/handle_client.hpp>
#include <quartet/asyncio/detail/process_core.hpp>
#include <quartet/asyncio/gather.hpp>
#include <quartet/asyncio/stream_reader.hpp>
#include <quartet/errors.hpp>

#include <utility>

#include "../../detail/subprocess/start.hpp"
#include "watched_process.hpp"

namespace quartet::asyncio::detail {
namespace {

/// All of the input, and its end. That nobody reads it is no error.
Coroutine<void> feed(std::shared_ptr<stream_protocol> to, std::string input)
{
    if (to == nullptr)
    {
        co_return;
    }
    try
    {
        to->transport()->write(input);
        if (!input.empty())
        {
            co_await stream_protocol::drained(to);
        }
    }
    catch (BrokenPipeError const&)
    {}
    catch (ConnectionResetError const&)
    {}
    to->transport()->close();
}

Coroutine<std::string> read_all(std::shared_ptr<stream_protocol> from)
{
    if (from == nullptr)
    {
        co_return std::string();
    }
    co_return co_await StreamReader(from->reader()).read();
}

}  // namespace

Coroutine<int> process_core::wait(ref<process_core> self)
{
    if (!self->returncode())
    {
        co_await self->has_ended_.wait();
    }
    co_return *self->returncode();
}

Coroutine<std::pair<std::string, std::string>>
process_core::communicate(ref<process_core> self, std::string input)
{
    auto const [fed, output, errors] = co_await asyncio::gather(
        feed(self->stream(0), std::move(input)),
        read_all(self->stream(1)),
        read_all(self->stream(2)));
    static_cast<void>(fed);
    co_await wait(self);
    std::pair<std::string, std::string> result(output, errors);
    co_return std::move(result);
}

ref<process_core> start_process(
    loop_core& loop,
    quartet::subprocess::PopenOptions const& options,
    std::vector<std::string> const& args,
    std::size_t limit)
{
    loop.require_open();
    std::array<std::shared_ptr<stream_protocol>, 3> streams;
    for (std::size_t i = 0; auto const& wish : {options.stdin_, options.stdout_, options.stderr_})
    {
        streams[i++] = wish == quartet::subprocess::PIPE ? make_stream_protocol(limit) : nullptr;
    }
    auto started = quartet::detail::start_child(options, args);
    ref<watched_process> const made(new watched_process(loop, std::move(started.process), streams));
    made->begin();
    try
    {
        for (std::size_t i = 0; i != streams.size(); ++i)
        {
            if (started.pipes[i])
            {
                auto const pipe =
                    make_pipe_transport(loop, streams[i], started.pipes[i].get(), i != 0);
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
