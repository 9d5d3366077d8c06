// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/multiprocessing/errors.hpp>

namespace quartet::multiprocessing {
namespace {

std::string describe(pid_t pid, int exitcode)
{
    std::string text = "worker " + std::to_string(pid);
    return exitcode < 0 ? text + " was ended by signal " + std::to_string(-exitcode)
                        : text + " exited with code " + std::to_string(exitcode);
}

}  // namespace

WorkerLostError::WorkerLostError(pid_t pid, int exitcode)
    : ProcessError(describe(pid, exitcode) + " before it answered")
    , pid_(pid)
    , exitcode_(exitcode)
{}

std::optional<int> WorkerLostError::exitcode() const noexcept
{
    return pid_ != 0 && exitcode_ >= 0 ? std::optional(exitcode_) : std::nullopt;
}

std::optional<int> WorkerLostError::signal() const noexcept
{
    return pid_ != 0 && exitcode_ < 0 ? std::optional(-exitcode_) : std::nullopt;
}

RemoteTraceback::~RemoteTraceback() = default;

}  // namespace quartet::multiprocessing
