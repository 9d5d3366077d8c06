// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/detail/pickle.hpp>
#include <quartet/multiprocessing/process.hpp>

#include <boost/core/demangle.hpp>

#include <csignal>
#include <sstream>
#include <thread>
#include <unistd.h>
#include <utility>

#include "../detail/exit_hooks.hpp"
#include "context_state.hpp"
#include "departure.hpp"
#include "logging_state.hpp"
#include "process_state.hpp"
#include "standard_streams.hpp"

namespace quartet::multiprocessing {

using detail::process_state;
using quartet::detail::deadline;
using quartet::detail::process_identity;
using role = process_state::role;

namespace {

thread_local bool rebuild_next = false;

/// "Worker" of "(anonymous namespace)::Worker<a::B>".
std::string class_name(std::type_info const& type)
{
    std::string full = boost::core::demangle(type.name());
    if (full.ends_with('>'))
    {
        int depth = 0;
        do
        {
            depth += full.back() == '>' ? 1 : full.back() == '<' ? -1 : 0;
            full.pop_back();
        } while (depth != 0 && !full.empty());
    }
    return full.substr(full.rfind(':') + 1);
}

std::shared_ptr<process_state> new_state(ProcessOptions options, std::type_info const& type)
{
    if (std::exchange(rebuild_next, false))
    {
        return detail::current_state();
    }
    auto const current = detail::current_state();
    std::string const lineage = detail::next_lineage();
    bool const by_default = options.name.empty();
    auto state = std::make_shared<process_state>(
        role::child, by_default ? class_name(type) + '-' + lineage : std::move(options.name));
    state->lineage = lineage;
    state->daemon = options.daemon.value_or(current->daemon);
    state->method = options.method;
    return state;
}

/// Locks a state that must not be closed.
std::unique_lock<std::mutex> open(process_state& state)
{
    std::unique_lock lock(state.mutex);
    if (state.closed)
    {
        throw ValueError("process object is closed");
    }
    return lock;
}

void require(bool rule, char const* what)
{
    if (!rule)
    {
        throw AssertionError(what);
    }
}

void require_parenthood(process_state const& state, char const* what)
{
    require(state.what == role::child && state.creator == process_identity::self(), what);
}

}  // namespace

detail::rebuilding::rebuilding() noexcept
{
    rebuild_next = true;
}

detail::rebuilding::~rebuilding()
{
    rebuild_next = false;
}

Process::Process(detail::process_parts parts)
    : state_(new_state(std::move(parts.options), *parts.type))
    , target_(std::move(parts.target))
{}

Process::Process(std::shared_ptr<process_state> state)
    : state_(std::move(state))
{}

Process::~Process() = default;

std::string Process::name() const
{
    auto const lock = open(*state_);
    return state_->name;
}

void Process::name(std::string value)
{
    auto const lock = open(*state_);
    state_->name = std::move(value);
}

bool Process::daemon() const
{
    auto const lock = open(*state_);
    return state_->daemon;
}

void Process::daemon(bool value)
{
    auto const lock = open(*state_);
    require(
        state_->what == role::child && !state_->started,
        "daemon: can only be set before the process has started");
    state_->daemon = value;
}

std::optional<pid_t> Process::pid() const
{
    auto const lock = open(*state_);
    if (state_->what == role::current)
    {
        return ::getpid();
    }
    if (state_->what == role::parent)
    {
        return state_->pid;
    }
    return state_->started ? std::optional(state_->started->pid()) : std::nullopt;
}

std::optional<int> Process::exitcode() const
{
    auto const lock = open(*state_);
    if (state_->what == role::child && state_->started)
    {
        require_parenthood(*state_, "exitcode: can only test a child process");
        state_->finished();
    }
    return state_->code;
}

int Process::sentinel() const
{
    auto const lock = open(*state_);
    if (state_->what == role::parent)
    {
        return state_->pidfd.get();
    }
    if (!state_->started)
    {
        throw ValueError("sentinel: the process has not started");
    }
    return state_->started->sentinel();
}

void Process::start()
{
    auto const lock = open(*state_);
    require_parenthood(*state_, "start: can only start a process that the current one created");
    require(!state_->started, "start: cannot start a process twice");
    require(
        !detail::current_state()->daemon,
        "start: daemonic processes are not allowed to have children");
    detail::living_children();
    detail::flush_standard_streams();

    detail::departure leaving;
    // Not value_or(): resolving fixes the program's method.
    start_method const method = state_->method ? *state_->method : detail::resolved_start_method();
    if (method == start_method::fork)
    {
        // In the child; by then the current process is a state of its own, and not locked as ours.
        leaving.run_here = [this] {
            state_ = detail::current_state();
            run();
        };
    }
    else
    {
        if (!detail::support_is_frozen())
        {
            throw RuntimeError(detail::freeze_support_missing);
        }
        leaving.cargo.carries_descriptors = true;
        quartet::detail::cargo_scope const scope(leaving.cargo);
        quartet::detail::string_sink sink(leaving.payload);
        save(sink);
        leaving.certificate.entry =
            quartet::detail::to_code_address(reinterpret_cast<void const*>(entry()));
    }
    auto const current = detail::current_state();
    leaving.certificate.name = state_->name;
    leaving.certificate.parent_name = current->name;
    leaving.certificate.parent_pid = ::getpid();
    leaving.certificate.lineage = state_->lineage;
    leaving.certificate.daemon = state_->daemon;
    leaving.certificate.method = detail::fixed_start_method();
    leaving.certificate.log_level = detail::stderr_log_level();
    switch (method)
    {
    case start_method::spawn:
        state_->started = detail::launch_by_spawn(leaving);
        break;
    case start_method::forkserver:
        state_->started = detail::launch_by_forkserver(leaving);
        break;
    case start_method::fork:
        state_->started = detail::launch_by_fork(leaving);
        break;
    }
    detail::adopt(state_);
    target_.reset();
}

void Process::run()
{
    if (target_)
    {
        target_->run();
    }
}

void Process::save(std::streambuf& out) const
{
    target_->save(out);
}

detail::entry_point Process::entry() const
{
    return target_->entry();
}

void Process::join(timeout limit)
{
    {
        auto const lock = open(*state_);
        require(state_->what != role::current, "join: a process cannot join itself");
        if (state_->what == role::child)
        {
            require_parenthood(*state_, "join: can only join a child process");
            require(bool(state_->started), "join: can only join a started process");
        }
    }
    if (state_->wait(deadline(limit)))
    {
        std::lock_guard const lock(state_->mutex);
        state_->finished();
    }
}

bool Process::is_alive() const
{
    auto const lock = open(*state_);
    switch (state_->what)
    {
    case role::current:
        return true;
    case role::parent:
        return !quartet::detail::has_ended(state_->pidfd.get());
    case role::child:
        break;
    }
    require_parenthood(*state_, "is_alive: can only test a child process");
    return state_->started && !state_->finished();
}

namespace {

void send_signal(process_state& state, int signal)
{
    auto const lock = open(state);
    require_parenthood(state, "terminate, kill: can only signal a child process");
    require(bool(state.started), "terminate, kill: the process has not started");
    quartet::detail::signal_pidfd(state.started->sentinel(), signal);
}

}  // namespace

void Process::terminate()
{
    send_signal(*state_, SIGTERM);
}

void Process::kill()
{
    send_signal(*state_, SIGKILL);
}

void Process::interrupt()
{
    send_signal(*state_, SIGINT);
}

void Process::close()
{
    require_parenthood(*state_, "close: can only close a child process");
    std::lock_guard const lock(state_->mutex);
    if (state_->started && !state_->finished())
    {
        throw ValueError(
            "cannot close a process while it is still running; first call join() or terminate()");
    }
    state_->started.reset();
    state_->closed = true;
    target_.reset();
}

Process current_process()
{
    return process_state::handle(detail::current_state());
}

std::optional<Process> parent_process()
{
    auto parent = detail::parent_state();
    return parent ? std::optional(process_state::handle(std::move(parent))) : std::nullopt;
}

std::vector<Process> active_children()
{
    std::vector<Process> result;
    for (auto& state : detail::living_children())
    {
        result.push_back(process_state::handle(std::move(state)));
    }
    return result;
}

int cpu_count()
{
    unsigned const count = std::thread::hardware_concurrency();
    if (count == 0)
    {
        throw NotImplementedError("cpu_count: the number of processors is not known");
    }
    return static_cast<int>(count);
}

}  // namespace quartet::multiprocessing
