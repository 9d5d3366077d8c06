// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/subprocess.hpp>
#include <quartet/errors.hpp>

#include <utility>

namespace quartet::asyncio {
namespace subprocess {

/// What copies of a handle share.
struct Process::shared
{
    explicit shared(detail::ref<detail::process_core> made)
        : core(std::move(made))
    {
        if (auto const& input = core->stream(0))
        {
            writer.emplace(input);
        }
    }
    ~shared() { core->abandon(); }

    detail::ref<detail::process_core> const core;
    std::optional<StreamWriter> writer;
};

Process::Process(detail::ref<detail::process_core> core)
    : shared_(std::make_shared<shared>(std::move(core)))
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
    return detail::process_core::communicate(shared_->core, std::move(input));
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
    auto const& stream = core().stream(number);
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
    co_return subprocess::Process(start_process(*loop, *options, args, limit));
}

}  // namespace

Coroutine<subprocess::Process>
create_process(subprocess::ProcessOptions const& options, std::vector<std::string> args, bool shell)
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
    return start(&loop_core::require_running(), std::move(wanted), std::move(args), options.limit);
}

}  // namespace detail
}  // namespace quartet::asyncio
