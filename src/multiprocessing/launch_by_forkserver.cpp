// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/multiprocessing/detail/target.hpp>

#include <csignal>
#include <cstring>
#include <mutex>
#include <sys/socket.h>

#include "../detail/descriptor_channel.hpp"
#include "../detail/exit_hooks.hpp"
#include "../detail/pidfd.hpp"
#include "../detail/process_identity.hpp"
#include "departure.hpp"
#include "forkserver.hpp"

namespace quartet::multiprocessing::detail {
namespace {

using quartet::detail::deadline;
using quartet::detail::process_identity;
using quartet::detail::unique_fd;

/// The fork server of this process; a child of this process starts its own when it needs one.
struct server
{
    std::mutex mutex;
    unique_fd control;
    std::unique_ptr<child> process;
    process_identity owner;
};

server& the_server()
{
    static auto* const instance = new server;  // outlives static objects
    return *instance;
}

/// Starts it unless it runs. Needs the mutex.
void ensure(server& server)
{
    bool const mine = server.owner == process_identity::self();
    if (mine && server.process && !server.process->reap())
    {
        return;
    }
    if (!mine)
    {
        static_cast<void>(server.process.release());  // our parent's, inherited by a fork
    }
    auto [ours, theirs] = quartet::detail::make_socketpair();
    departure leaving;
    leaving.certificate.name = "ForkServer";
    leaving.certificate.watch_parent = false;
    leaving.certificate.parent_pid = ::getpid();
    leaving.certificate.entry = quartet::detail::to_code_address(
        reinterpret_cast<void const*>(static_cast<entry_point>(serve_forks)));
    leaving.cargo.descriptors.push_back(std::move(theirs));
    server.process = launch_by_spawn(leaving);
    server.control = std::move(ours);
    server.owner = process_identity::self();
    // It ends when its control socket closes; then it is waited for, so that nothing is left.
    quartet::detail::at_exit_stage(quartet::detail::exit_stage::servers, []() noexcept {
        std::lock_guard const lock(the_server().mutex);
        if (the_server().owner == process_identity::self() && the_server().process)
        {
            // Not close(): what we have forked may have a copy.
            ::shutdown(the_server().control.get(), SHUT_RDWR);
            quartet::detail::wait_readable(the_server().process->sentinel(), deadline(timeout()));
            the_server().process->reap();
        }
    });
}

/// A child of the fork server, which reaps it and tells us its exit code.
class served_child final : public child
{
public:
    served_child(pid_t pid, unique_fd sentinel, unique_fd status)
        : child(pid)
        , sentinel_(std::move(sentinel))
        , status_(std::move(status))
    {}

    int sentinel() const noexcept override { return sentinel_.get(); }

    std::optional<int> reap() override
    {
        if (!code_ && quartet::detail::has_ended(sentinel_.get()))
        {
            // The server is told of the end when we are. If it is gone, so is the code.
            std::string message;
            std::vector<unique_fd> none;
            int status = 0;
            bool const told =
                quartet::detail::wait_readable(status_.get(), deadline(timeout(1.0))) &&
                receive(message, none) && message.size() == sizeof status;
            if (told)
            {
                std::memcpy(&status, message.data(), sizeof status);
            }
            code_ = told ? quartet::detail::to_exitcode(status) : unknown_exit;
        }
        return code_;
    }

private:
    static constexpr int unknown_exit = 255;

    bool receive(std::string& message, std::vector<unique_fd>& descriptors)
    {
        try
        {
            return quartet::detail::receive_message(status_.get(), message, descriptors);
        }
        catch (std::runtime_error const&)
        {
            return false;  // the server was killed while it wrote
        }
    }

    unique_fd sentinel_;
    unique_fd status_;
    std::optional<int> code_;
};

/// Asks for a fork. @return the child, or nothing if the server is gone.
std::unique_ptr<child> ask(server& server, departure& leaving)
{
    auto [ours, theirs] = quartet::detail::make_socketpair();
    auto [status, status_theirs] = quartet::detail::make_socketpair();
    try
    {
        std::vector<unique_fd> handed;
        handed.push_back(std::move(theirs));
        handed.push_back(std::move(status_theirs));
        quartet::detail::send_message(server.control.get(), "fork", handed);
    }
    catch (BrokenPipeError const&)
    {
        return nullptr;
    }
    // Before there is an answer, so that the child need not wait for us.
    auto const error = hand_over(ours.get(), leaving);
    std::string message;
    std::vector<unique_fd> pidfd;
    try
    {
        if (!quartet::detail::receive_message(status.get(), message, pidfd))
        {
            return nullptr;
        }
    }
    catch (EOFError const&)
    {
        return nullptr;
    }
    if (pidfd.empty())
    {
        throw OSError(EAGAIN, "fork server: " + message);
    }
    auto result = std::make_unique<served_child>(
        std::stoi(message), std::move(pidfd.front()), std::move(status));
    undo_unless_handed(error, *result);
    return result;
}

}  // namespace

std::mutex& fork_server_mutex()
{
    return the_server().mutex;
}

std::unique_ptr<child> launch_by_forkserver(departure& leaving)
{
    server& server = the_server();
    std::lock_guard const lock(server.mutex);
    for (int attempt = 0; attempt < 3; ++attempt)
    {
        ensure(server);
        if (auto child = ask(server, leaving))
        {
            return child;
        }
        // It was killed: its end may be seen only now.
        quartet::detail::signal_pidfd(server.process->sentinel(), SIGKILL);
        quartet::detail::wait_readable(server.process->sentinel(), deadline(timeout()));
    }
    throw RuntimeError("fork server: it ends as soon as it starts");
}

}  // namespace quartet::multiprocessing::detail
