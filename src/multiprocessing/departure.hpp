// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_DEPARTURE_HPP
#define QUARTET_SRC_MULTIPROCESSING_DEPARTURE_HPP

#include <quartet/detail/cargo.hpp>
#include <quartet/detail/code_address.hpp>
#include <quartet/multiprocessing/start_method.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "child.hpp"

namespace quartet::multiprocessing::detail {

/// What a child is told about itself, before its target.
struct birth_certificate
{
    std::string name;
    std::string parent_name;
    std::string lineage;  ///< "1:2" for Process-1:2; names of its children begin with it
    pid_t parent_pid = 0;
    bool daemon = false;
    /// The fork server watches its parent itself, so that it has one thread only.
    bool watch_parent = true;
    std::optional<start_method> method;  ///< the program's default, if it is fixed
    std::optional<int> log_level;        ///< set if the parent logs to stderr
    quartet::detail::code_address entry;

    /// Calls visit with each member, to write or to read it.
    template <class Self, class Visit>
    static void for_each_member(Self& self, Visit visit)
    {
        visit(self.name);
        visit(self.parent_name);
        visit(self.lineage);
        visit(self.parent_pid);
        visit(self.daemon);
        visit(self.watch_parent);
        visit(self.method);
        visit(self.log_level);
        visit(self.entry);
    }
};

/// All that a launcher needs to start a child.
struct departure
{
    birth_certificate certificate;
    std::string payload;             ///< for the entry point
    quartet::detail::cargo cargo;    ///< that belongs to the payload
    std::function<void()> run_here;  ///< for fork: the same, without a way through bytes
};

/// The start methods. Each throws if it cannot start the child, and leaves nothing behind then.
std::unique_ptr<child> launch_by_spawn(departure&);
std::unique_ptr<child> launch_by_forkserver(departure&);
std::unique_ptr<child> launch_by_fork(departure&);

/// The parent's half of the first conversation: certificate, payload and descriptors.
/// @return what went wrong, or null. If the child was killed before, that is its exit code's to tell.
std::exception_ptr hand_over(int socket, departure const&) noexcept;

/// What follows when there is a child: if it was not handed over, kills the child and throws.
void undo_unless_handed(std::exception_ptr const& error, child& to);

/// In a forked child: its std::exit ends with what the child itself has registered. The static objects,
/// and what was registered with std::atexit before, are those of the process that it was forked from.
void leave_at_exit();

/// The child's half: reads them, runs the target, and returns the exit code.
int run_departure(int socket);

/// What every child does before its target: who it is, and whose end it dies of.
void begin_child(birth_certificate const&, quartet::detail::unique_fd parent_pidfd);

/// Runs a target; an exception is printed. @return the exit code.
int run_target(std::function<void()> const& target);

/// Entry point of the fork server.
void serve_forks(std::streambuf&);

}  // namespace quartet::multiprocessing::detail

#endif
