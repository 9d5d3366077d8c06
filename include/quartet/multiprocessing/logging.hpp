// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MULTIPROCESSING_LOGGING_HPP
#define QUARTET_MULTIPROCESSING_LOGGING_HPP

#include <quartet/detail/config.hpp>

#include <atomic>
#include <optional>
#include <string_view>

/// What this library needs of Python's `logging`.
namespace quartet::logging {

// DEBUG is a popular macro. Who has it writes 10.
#pragma push_macro("DEBUG")
#undef DEBUG
inline constexpr int NOTSET = 0;
inline constexpr int DEBUG = 10;
inline constexpr int INFO = 20;
inline constexpr int WARNING = 30;
inline constexpr int ERROR = 40;
inline constexpr int CRITICAL = 50;
#pragma pop_macro("DEBUG")

/// Writes lines `[LEVEL/process name] text` to stderr, each in one piece.
/**
 * It is silent until log_to_stderr(). Children inherit whether it speaks, and its level.
 *
 * @par Thread safety
 * Shared objects: safe.
 *
 * @par Between processes
 * The lines of different processes do not mix.
 */
class QUARTET_DECL Logger
{
public:
    Logger(Logger const&) = delete;
    Logger& operator=(Logger const&) = delete;

    /// The least level that is written; NOTSET counts as WARNING.
    int level() const noexcept;
    void level(int least) noexcept;

    /// Whether a line of that level would be written.
    bool isEnabledFor(int level) const noexcept;

    void debug(std::string_view text) const { log(10, text); }
    void info(std::string_view text) const { log(INFO, text); }
    void warning(std::string_view text) const { log(WARNING, text); }
    void error(std::string_view text) const { log(ERROR, text); }
    void critical(std::string_view text) const { log(CRITICAL, text); }

    /// Writes a line of any level.
    void log(int level, std::string_view text) const;

private:
    friend struct logger_access;
    constexpr Logger() noexcept = default;

    std::atomic<int> level_{NOTSET};
    std::atomic<bool> on_stderr_{false};
};

}  // namespace quartet::logging

namespace quartet::multiprocessing {

/// Below `logging::DEBUG`, and between INFO and WARNING.
inline constexpr int SUBDEBUG = 5;
inline constexpr int SUBWARNING = 25;

/// The logger of this module.
QUARTET_DECL logging::Logger& get_logger() noexcept;

/// Makes the logger write to stderr. @param level its level from now on, if there is one.
QUARTET_DECL logging::Logger& log_to_stderr(std::optional<int> level = std::nullopt) noexcept;

}  // namespace quartet::multiprocessing

#endif
