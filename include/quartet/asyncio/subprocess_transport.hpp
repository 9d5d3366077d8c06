// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_SUBPROCESS_TRANSPORT_HPP
#define QUARTET_ASYNCIO_SUBPROCESS_TRANSPORT_HPP

#include <quartet/asyncio/connection.hpp>
#include <quartet/asyncio/detail/subprocess_core.hpp>
#include <quartet/asyncio/event_loop.hpp>
#include <quartet/asyncio/protocol.hpp>
#include <quartet/asyncio/subprocess.hpp>
#include <quartet/asyncio/transport.hpp>
#include <quartet/errors.hpp>

#include <csignal>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <type_traits>
#include <utility>
#include <vector>

namespace quartet::asyncio {

/// A child process, as a SubprocessProtocol has it (Python: `asyncio.SubprocessTransport`).
/**
 * A handle: copies refer to the same child, which runs on in the loop, whoever has handles. When the
 * loop is closed it is killed, and reaped. For tasks create_subprocess_exec() is easier.
 *
 * @par Example
 * @code
 * struct Prints : asyncio::SubprocessProtocol
 * {
 *     void pipe_data_received(int, std::string_view data) override { std::cout << data; }
 *     void connection_lost(std::exception_ptr) override { done.set_result(); }
 *     asyncio::Future<void> done;
 * };
 * auto [transport, protocol] = co_await loop.subprocess_exec(
 *     [] { return std::make_shared<Prints>(); }, {.stdout_ = PIPE}, "ls", "-l");
 * co_await protocol->done;
 * @endcode
 *
 * @par Thread safety
 * Belongs to the thread of its loop.
 */
class SubprocessTransport
{
public:
    /// Of no child.
    SubprocessTransport() = default;
    explicit SubprocessTransport(detail::ref<detail::subprocess_core> core) noexcept
        : core_(std::move(core))
    {}

    explicit operator bool() const noexcept { return core_ != nullptr; }

    pid_t get_pid() const noexcept { return core_->process().pid(); }

    /// The exit code; -N if signal N has killed it; none while it runs.
    std::optional<int> get_returncode() const { return core_->process().returncode(); }

    /// To write to its standard input, 0, or to pause what comes from 1 and 2. Of no transport where
    /// that is no PIPE, or is closed. @throws ValueError for other numbers.
    Transport get_pipe_transport(int fd) const
    {
        if (fd < 0 || fd > 2)
        {
            throw ValueError(
                "get_pipe_transport: fd must be 0, 1 or 2, but is " + std::to_string(fd));
        }
        return core_->pipe(static_cast<std::size_t>(fd));
    }

    /// Nothing happens if it has ended. @throws OSError
    void send_signal(int number) const { core_->process().send_signal(number); }
    void terminate() const { send_signal(SIGTERM); }
    void kill() const { send_signal(SIGKILL); }

    /// Closes its pipes, and kills it if it runs.
    void close() const noexcept { core_->close(); }
    bool is_closing() const noexcept { return core_->is_closing(); }

private:
    detail::ref<detail::subprocess_core> core_;
};

namespace detail {

template <class Factory>
Coroutine<std::pair<SubprocessTransport, std::invoke_result_t<Factory&>>> start_subprocess(
    ref<loop_core> loop,
    Factory factory,
    std::shared_ptr<quartet::subprocess::PopenOptions> options,
    std::vector<std::string> args)
{
    auto const protocol = factory();
    ref<subprocess_core> const made(new subprocess_core(*loop, protocol));
    made->start(*options, args);
    std::pair result(SubprocessTransport(made), protocol);
    co_return std::move(result);
}

}  // namespace detail

template <class Factory, class... Args>
auto EventLoop::subprocess_exec(
    Factory factory,
    subprocess::ProcessOptions const& options,
    std::string_view program,
    Args&&... args) const
{
    detail::require_factory<Factory, SubprocessProtocol>();
    return detail::start_subprocess(
        core_,
        std::move(factory),
        detail::popen_options(options, false),
        std::vector<std::string>{std::string(program), std::string(std::forward<Args>(args))...});
}

template <class Factory>
auto EventLoop::subprocess_shell(
    Factory factory, subprocess::ProcessOptions const& options, std::string_view line) const
{
    detail::require_factory<Factory, SubprocessProtocol>();
    return detail::start_subprocess(
        core_,
        std::move(factory),
        detail::popen_options(options, true),
        std::vector<std::string>{std::string(line)});
}

}  // namespace quartet::asyncio

#endif
