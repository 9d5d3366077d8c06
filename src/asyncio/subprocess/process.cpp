// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/detail/handle_client.hpp>
#include <quartet/asyncio/gather.hpp>
#include <quartet/asyncio/subprocess.hpp>
#include <quartet/errors.hpp>

#include <utility>

namespace quartet::asyncio {
namespace subprocess {
namespace {

/// All of the input, and its end. That nobody reads it is no error.
Coroutine<void> feed(std::shared_ptr<detail::stream_protocol> to, std::string input)
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
            co_await detail::stream_protocol::drained(to);
        }
    }
    catch (BrokenPipeError const&)
    {}
    catch (ConnectionResetError const&)
    {}
    to->transport()->close();
}

Coroutine<std::string> read_all(std::shared_ptr<detail::stream_protocol> from)
{
    if (from == nullptr)
    {
        co_return std::string();
    }
    co_return co_await StreamReader(from->reader()).read();
}

}  // namespace

/// What copies of a handle share.
struct Process::shared
{
    shared(
        detail::ref<detail::process_core> made,
        detail::of_streams<detail::stream_protocol> its_streams)
        : core(std::move(made))
        , streams(std::move(its_streams))
    {
        if (streams[0] != nullptr)
        {
            writer.emplace(streams[0]);
        }
    }
    ~shared() { core->abandon(); }

    static Coroutine<std::pair<std::string, std::string>>
    communicate(std::shared_ptr<shared> self, std::string input)
    {
        auto const [fed, output, errors] = co_await asyncio::gather(
            feed(self->streams[0], std::move(input)),
            read_all(self->streams[1]),
            read_all(self->streams[2]));
        static_cast<void>(fed);
        co_await detail::process_core::wait(self->core);
        std::pair<std::string, std::string> result(output, errors);
        co_return std::move(result);
    }

    detail::ref<detail::process_core> const core;
    detail::of_streams<detail::stream_protocol> const streams;
    std::optional<StreamWriter> writer;
};

Process::Process(
    detail::ref<detail::process_core> core, detail::of_streams<detail::stream_protocol> streams)
    : shared_(std::make_shared<shared>(std::move(core), std::move(streams)))
{}

detail::process_core& Process::core() const noexcept
{
    return *shared_->core;
}

Coroutine<int> Process::wait() const
{
    return detail::process_core::wait(shared_->core);
}

Coroutine<std::pair<std::string, std::string>> Process::communicate(std::string input) const
{
    return shared::communicate(shared_, std::move(input));
}

StreamWriter const& Process::stdin_() const
{
    if (!shared_->writer)
    {
        throw ValueError("stdin_: is no PIPE");
    }
    return *shared_->writer;
}

StreamReader Process::reader(std::size_t number, char const* name) const
{
    auto const& stream = shared_->streams[number];
    if (stream == nullptr)
    {
        throw ValueError(std::string(name) + ": is no PIPE");
    }
    return StreamReader(stream->reader());
}

}  // namespace subprocess

namespace detail {
namespace {

Coroutine<subprocess::Process> start(
    ref<loop_core> loop,
    std::shared_ptr<quartet::subprocess::PopenOptions> options,
    std::vector<std::string> args,
    std::size_t limit)
{
    of_streams<stream_protocol> streams;
    for (std::size_t i = 0;
         auto const& wish : {options->stdin_, options->stdout_, options->stderr_})
    {
        streams[i++] = wish == quartet::subprocess::PIPE ? make_stream_protocol(limit) : nullptr;
    }
    of_streams<Protocol> const pipes{streams[0], streams[1], streams[2]};
    auto started = start_process(*loop, *options, args, pipes);
    co_return subprocess::Process(std::move(started), std::move(streams));
}

}  // namespace

std::shared_ptr<quartet::subprocess::PopenOptions>
popen_options(subprocess::ProcessOptions const& options, bool shell)
{
    auto wanted = std::make_shared<quartet::subprocess::PopenOptions>();
    wanted->executable = options.executable;
    wanted->stdin_ = options.stdin_;
    wanted->stdout_ = options.stdout_;
    wanted->stderr_ = options.stderr_;
    wanted->shell = shell;
    wanted->cwd = options.cwd;
    if (options.env != nullptr)
    {
        wanted->env = *options.env;
    }
    wanted->start_new_session = options.start_new_session;
    wanted->pass_fds.assign(options.pass_fds.begin(), options.pass_fds.end());
    wanted->process_group = options.process_group;
    return wanted;
}

Coroutine<subprocess::Process>
create_process(subprocess::ProcessOptions const& options, std::vector<std::string> args, bool shell)
{
    return start(
        &loop_core::require_running(),
        popen_options(options, shell),
        std::move(args),
        options.limit);
}

}  // namespace detail
}  // namespace quartet::asyncio
