// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_PROCESS_STATE_HPP
#define QUARTET_SRC_MULTIPROCESSING_PROCESS_STATE_HPP

#include <quartet/multiprocessing/process.hpp>

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "../detail/pidfd.hpp"
#include "../detail/process_identity.hpp"
#include "child.hpp"

namespace quartet::multiprocessing::detail {

/// What all copies of a Process share.
struct process_state
{
    enum class role
    {
        child,    // made by this process, which may start, join and signal it
        current,  // this process itself
        parent    // only watched
    };

    process_state(role r, std::string process_name)
        : what(r)
        , name(std::move(process_name))
    {}

    static Process handle(std::shared_ptr<process_state> state)
    {
        return Process(std::move(state));
    }

    /// Whether the child has ended; then `code` is set, and it is reaped. Needs the mutex.
    bool finished();

    /// Waits for the end without holding the mutex. @return false when the time is over.
    bool wait(quartet::detail::deadline const& end);

    /// Signals a child, unless it is closed.
    void signal(int number);

    role const what;
    quartet::detail::process_identity const creator = quartet::detail::process_identity::self();

    std::mutex mutex;  // guards what follows
    std::string name;
    std::string lineage;
    bool daemon = false;
    std::optional<start_method> method;
    std::shared_ptr<child> started;  // a child's, from start() to close()
    std::optional<int> code;         // its exit code, once it has ended
    bool closed = false;
    quartet::detail::unique_fd pidfd;  // a parent's
    pid_t pid = 0;                     // of the current process or the parent
};

/// The state of the calling process.
std::shared_ptr<process_state> current_state();
std::shared_ptr<process_state> parent_state();

/// Makes this process the child that its certificate says.
void become(std::shared_ptr<process_state> current, std::shared_ptr<process_state> parent);

/// "1", "2", ...; "3:1" in the third child.
std::string next_lineage();

/// A pidfd of the calling process, for its children to watch. Lives as long as the process.
int own_pidfd();

/// Whether main has called freeze_support().
bool support_is_frozen() noexcept;

/// The text that tells how to call it.
extern char const* const freeze_support_missing;

// --- the children of this process ---

/// Remembers a started child until it has ended.
void adopt(std::shared_ptr<process_state> const& state);

/// Reaps those that have ended. @return the others.
std::vector<std::shared_ptr<process_state>> living_children();

// --- whoever forks holds these, or they might be locked for ever in the copy ---

std::mutex& fork_server_mutex();
std::mutex& children_mutex();
std::mutex& selves_mutex();

}  // namespace quartet::multiprocessing::detail

#endif
