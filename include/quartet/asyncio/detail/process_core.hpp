// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_DETAIL_PROCESS_CORE_HPP
#define QUARTET_ASYNCIO_DETAIL_PROCESS_CORE_HPP

#include <quartet/asyncio/coroutine.hpp>
#include <quartet/asyncio/detail/loop_core.hpp>
#include <quartet/asyncio/detail/ref.hpp>
#include <quartet/asyncio/event.hpp>
#include <quartet/asyncio/protocol.hpp>
#include <quartet/detail/config.hpp>
#include <quartet/subprocess/popen_options.hpp>

#include <array>
#include <functional>
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

    /// Calls it in the loop, once, when it has ended and is reaped; not if its loop is closed before.
    virtual void when_ended(std::function<void()> call) = 0;

    static Coroutine<int> wait(ref<process_core> self);

protected:
    process_core() = default;

    Event has_ended_;
};

/// Of its standard input, output and errors; null where that is no pipe.
template <class P>
using of_streams = std::array<std::shared_ptr<P>, 3>;

/// Starts a child, whose pipes are told to these.
/// @throws OSError @throws ValueError naming the option
QUARTET_DECL ref<process_core> start_process(
    loop_core& loop,
    quartet::subprocess::PopenOptions const& options,
    std::vector<std::string> const& args,
    of_streams<Protocol> const& pipes);

}  // namespace quartet::asyncio::detail

#endif
