// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "departure.hpp"

#include <quartet/detail/pickle.hpp>

#include <csignal>
#include <cstdlib>
#include <fcntl.h>

#include "../detail/descriptor_channel.hpp"
#include "../detail/exit_hooks.hpp"
#include "../detail/pidfd.hpp"
#include "context_state.hpp"
#include "lifeline.hpp"
#include "logging_state.hpp"
#include "process_state.hpp"
#include "remote_exception.hpp"

namespace quartet::multiprocessing::detail {

using quartet::detail::unique_fd;

namespace {

void send(int socket, departure const& leaving)
{
    std::string certificate;
    {
        quartet::detail::string_sink sink(certificate);
        quartet::detail::writer to(sink);
        birth_certificate::for_each_member(
            leaving.certificate, [&to](auto const& member) { to.write(member); });
    }
    std::vector<unique_fd> descriptors;
    descriptors.emplace_back(::fcntl(own_pidfd(), F_DUPFD_CLOEXEC, 0));
    quartet::detail::send_message(socket, certificate, descriptors);
    quartet::detail::send_message(socket, leaving.payload, leaving.cargo.descriptors);
}

}  // namespace

std::exception_ptr hand_over(int socket, departure const& leaving) noexcept
{
    try
    {
        send(socket, leaving);
    }
    catch (BrokenPipeError const&)
    {}
    catch (...)
    {
        return std::current_exception();
    }
    return nullptr;
}

void undo_unless_handed(std::exception_ptr const& error, child& to)
{
    if (error)
    {
        quartet::detail::signal_pidfd(to.sentinel(), SIGKILL);
        quartet::detail::wait_readable(to.sentinel(), quartet::detail::deadline(timeout()));
        to.reap();
        std::rethrow_exception(error);
    }
}

namespace {

/// The next message. Without one there is no parent any more, and nothing to do.
void receive(int socket, std::string& bytes, std::vector<unique_fd>& descriptors)
{
    bool received = false;
    try
    {
        received = quartet::detail::receive_message(socket, bytes, descriptors);
    }
    catch (EOFError const&)
    {}
    if (!received)
    {
        end_orphan();
    }
}

}  // namespace

void leave_at_exit()
{
    ::on_exit(
        [](int status, void*) {
            quartet::detail::run_exit_stages();
            quartet::detail::leave(status);
        },
        nullptr);
}

int run_departure(int socket)
{
    unique_fd connection(socket);
    return run_target([&] {
        std::string bytes;
        std::vector<unique_fd> descriptors;
        quartet::detail::cargo cargo;
        cargo.carries_descriptors = true;
        receive(connection.get(), bytes, descriptors);
        quartet::detail::memory_source source(bytes.data(), bytes.size());
        quartet::detail::reader from(source);
        birth_certificate certificate;
        birth_certificate::for_each_member(
            certificate, [&from]<class T>(T& member) { member = from.read<T>(); });
        begin_child(certificate, std::move(descriptors.at(0)));

        receive(connection.get(), bytes, cargo.descriptors);
        connection.reset();
        auto const entry =
            reinterpret_cast<entry_point>(quartet::detail::from_code_address(certificate.entry));
        quartet::detail::cargo_scope const scope(cargo);
        quartet::detail::memory_source in(bytes.data(), bytes.size());
        entry(in);
    });
}

void begin_child(birth_certificate const& certificate, unique_fd parent_pidfd)
{
    using role = process_state::role;
    auto current = std::make_shared<process_state>(role::current, certificate.name);
    current->lineage = certificate.lineage;
    current->daemon = certificate.daemon;
    current->pid = ::getpid();
    auto parent = std::make_shared<process_state>(role::parent, certificate.parent_name);
    parent->pid = certificate.parent_pid;
    parent->pidfd = std::move(parent_pidfd);
    int const watched = parent->pidfd.get();
    become(std::move(current), std::move(parent));
    fix_start_method(certificate.method, true);
    inherit_log_level(certificate.log_level);
    if (certificate.watch_parent)
    {
        end_with(watched);
    }
}

int run_target(std::function<void()> const& target)
{
    traceback_recorder const recorder;
    try
    {
        target();
        return EXIT_SUCCESS;
    }
    catch (SystemExit const& exit)
    {
        return exit.code();
    }
    catch (...)
    {
        print_uncaught(current_state()->name, std::current_exception());
        return EXIT_FAILURE;
    }
}

}  // namespace quartet::multiprocessing::detail
