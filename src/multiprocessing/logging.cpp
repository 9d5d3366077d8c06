// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/multiprocessing/logging.hpp>

#include <array>
#include <cerrno>
#include <string>
#include <unistd.h>

#undef DEBUG
#include <utility>

#include "logging_state.hpp"
#include "process_state.hpp"

namespace quartet::logging {

struct logger_access
{
    inline static constinit Logger logger;

    static std::atomic<int>& level() { return logger.level_; }
    static std::atomic<bool>& on_stderr() { return logger.on_stderr_; }
};

namespace {

int effective(int level)
{
    return level == NOTSET ? WARNING : level;
}

std::string level_name(int level)
{
    constexpr std::array<std::pair<int, char const*>, 7> names{
        {{multiprocessing::SUBDEBUG, "SUBDEBUG"},
         {DEBUG, "DEBUG"},
         {INFO, "INFO"},
         {multiprocessing::SUBWARNING, "SUBWARNING"},
         {WARNING, "WARNING"},
         {ERROR, "ERROR"},
         {CRITICAL, "CRITICAL"}}};
    for (auto const& [value, name] : names)
    {
        if (value == level)
        {
            return name;
        }
    }
    return "Level " + std::to_string(level);
}

}  // namespace

int Logger::level() const noexcept
{
    return level_;
}

void Logger::level(int least) noexcept
{
    level_ = least;
}

bool Logger::isEnabledFor(int level) const noexcept
{
    return on_stderr_ && level >= effective(level_);
}

void Logger::log(int level, std::string_view text) const
{
    if (!isEnabledFor(level))
    {
        return;
    }
    int const error = errno;
    std::string line = '[' + level_name(level) + '/';
    line += multiprocessing::detail::current_state()->name;
    line += "] ";
    line += text;
    line += '\n';
    // A log that cannot be written is no reason to fail.
    static_cast<void>(::write(STDERR_FILENO, line.data(), line.size()) < 0);
    errno = error;
}

}  // namespace quartet::logging

namespace quartet::multiprocessing {

using logging::logger_access;

logging::Logger& get_logger() noexcept
{
    return logger_access::logger;
}

logging::Logger& log_to_stderr(std::optional<int> level) noexcept
{
    if (level)
    {
        logger_access::level() = *level;
    }
    logger_access::on_stderr() = true;
    return logger_access::logger;
}

namespace detail {

std::optional<int> stderr_log_level() noexcept
{
    if (!logger_access::on_stderr())
    {
        return {};
    }
    return logging::effective(logger_access::level());
}

void inherit_log_level(std::optional<int> level) noexcept
{
    logger_access::on_stderr() = level.has_value();
    logger_access::level() = level.value_or(logging::NOTSET);
}

}  // namespace detail

}  // namespace quartet::multiprocessing
