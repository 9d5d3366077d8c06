// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_DETAIL_PROCESS_CORE_HPP
#define QUARTET_ASYNCIO_DETAIL_PROCESS_CORE_HPP

#include <quartet/asyncio/coroutine.hpp>
#include <quartet/asyncio/detail/loop_core.hpp>
#include <quartet/asyncio/detail/ref.hpp>
#include <quartet/asyncio/detail/stream_protocol.hpp>
#include <quartet/asyncio/event.hpp>
#include <quartet/detail/config.hpp>
#include <quartet/subprocess/popen_options.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace quartet::asyncio::detail {

/// A child that a loop watches.
class QUARTET_DECL process_core : public counted<process_core>
{
public:
    virtual ~process_core() = default;

    virtual pid_t pid() const noexcept = 0;

    /// None while it runs.
    virtual std::optional<int> returncode() noexcept = 0;

    /// @throws OSError. Nothing happens if it has ended.
    virtual void send_signal(int number) = 0;

    /// Nobody wants it any more: it is killed, if it runs, and reaped.
    virtual void abandon() noexcept = 0;

    /// Null if it is no pipe.
    virtual std::shared_ptr<stream_protocol> const& stream(std::size_t number) const noexcept = 0;

    static Coroutine<int> wait(ref<process_core> self);
    static Coroutine<std::pair<std::string, std::string>>
    communicate(ref<process_core> self, std::string input);

protected:
    process_core() = default;

    Event has_ended_;
};

/// @param limit of the readers. @throws as Popen()
QUARTET_DECL ref<process_core> start_process(
    loop_core& loop,
    quartet::subprocess::PopenOptions const& options,
    std::vector<std::string> const& args,
    std::size_t limit);

}  // namespace quartet::asyncio::detail

#endif
