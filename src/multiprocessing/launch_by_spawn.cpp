// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <boost/asio/io_context.hpp>

#include <atomic>
#include <pthread.h>
#include <vector>

#include "../detail/descriptor_channel.hpp"
#include "../detail/pidfd.hpp"
#include "departure.hpp"
#include "posix_spawn_launcher.hpp"
#include "program.hpp"

namespace quartet::multiprocessing::detail {
namespace {

namespace bp = boost::process::v2;
using executor = boost::asio::io_context::executor_type;
using quartet::detail::unique_fd;

/// Boost.Process asks for an executor. Nothing runs on this one, because all waiting is done on
/// the child's pidfd.
executor process_executor()
{
    static auto* const context = [] {
        static auto* const made = new boost::asio::io_context(1);  // outlives static objects
        ::pthread_atfork(nullptr, nullptr, [] {
            made->notify_fork(boost::asio::execution_context::fork_child);
        });
        return made;
    }();
    return context->get_executor();
}

class spawned_child final : public child
{
public:
    explicit spawned_child(bp::basic_process<executor> process)
        : child(process.id())
        , sentinel_(quartet::detail::open_pidfd(pid()))
        , handle_(process.detach())
    {}

    int sentinel() const noexcept override { return sentinel_.get(); }

    std::optional<int> reap() override
    {
        if (!code_ && quartet::detail::has_ended(sentinel_.get()))
        {
            // Boost's wait functions would block or race (process#564, #496); by now the process
            // is a zombie, and running() only collects it.
            boost::system::error_code error;
            bp::native_exit_code_type status = 0;
            handle_.running(status, error);
            code_ = error ? unknown_exit : quartet::detail::to_exitcode(status);
        }
        return code_;
    }

private:
    static constexpr int unknown_exit = 255;  // somebody ignores SIGCHLD or reaped our child

    unique_fd sentinel_;
    bp::basic_process_handle<executor> handle_;
    std::optional<int> code_;
};

}  // namespace

std::unique_ptr<child> launch_by_spawn(departure& leaving)
{
    auto [ours, theirs] = quartet::detail::make_socketpair();
    auto environment = child_environment(theirs.get());
    posix_spawn_launcher launcher;
    launcher.handed = theirs.get();
    launcher.handed_as = child_socket;
    launcher.environment = environment.data();
    auto result = std::make_unique<spawned_child>(
        launcher(process_executor(), "/proc/self/exe", program_arguments()));
    theirs.reset();
    hand_over(*result, ours.get(), leaving);
    return result;
}

}  // namespace quartet::multiprocessing::detail
