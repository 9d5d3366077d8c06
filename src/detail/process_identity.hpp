// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_PROCESS_IDENTITY_HPP
#define QUARTET_SRC_DETAIL_PROCESS_IDENTITY_HPP

#include <cstdint>
#include <string>
#include <sys/types.h>

namespace quartet::detail {

/// A process for ever: its pid and when it started, so that a reused pid is somebody else.
class process_identity
{
public:
    constexpr process_identity() noexcept = default;  ///< nobody

    process_identity(pid_t pid, std::uint64_t start) noexcept
        : word_(std::uint64_t(pid) | (start << pid_bits))
    {}

    static constexpr process_identity from_word(std::uint64_t word) noexcept
    {
        process_identity result;
        result.word_ = word;
        return result;
    }

    /// The calling process.
    static process_identity self() noexcept;

    /// One word, never 0 for a process, and never with either of the two highest bits.
    constexpr std::uint64_t word() const noexcept { return word_; }

    pid_t pid() const noexcept { return static_cast<pid_t>(word_ & ((1u << pid_bits) - 1)); }
    std::uint64_t start() const noexcept { return word_ >> pid_bits; }

    /// Whether it has ended. A zombie has. Costs a read in /proc.
    bool is_dead() const;

    /// "PID-START", for names.
    std::string text() const;

    friend bool operator==(process_identity, process_identity) = default;

private:
    static constexpr int pid_bits = 22;  // the kernel's limit on pids is 2^22

    std::uint64_t word_ = 0;  // the upper 40 bits used: ticks from boot to start
};

}  // namespace quartet::detail

#endif
