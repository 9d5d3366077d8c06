// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_DETAIL_SUBPROCESS_CORE_HPP
#define QUARTET_ASYNCIO_DETAIL_SUBPROCESS_CORE_HPP

#include <quartet/asyncio/detail/loop_core.hpp>
#include <quartet/asyncio/detail/process_core.hpp>
#include <quartet/asyncio/detail/ref.hpp>
#include <quartet/asyncio/protocol.hpp>
#include <quartet/asyncio/transport.hpp>
#include <quartet/detail/config.hpp>
#include <quartet/detail/context_cell.hpp>
#include <quartet/subprocess/popen_options.hpp>

#include <array>
#include <cstddef>
#include <exception>
#include <memory>
#include <string>
#include <vector>

namespace quartet::asyncio::detail {

/// A child process that is told to one protocol.
/** Lives until it has told of the end: the pipes and the child refer to it. */
class QUARTET_DECL subprocess_core : public counted<subprocess_core>
{
public:
    subprocess_core(loop_core& loop, std::shared_ptr<SubprocessProtocol> protocol);

    /// @throws OSError @throws ValueError naming the option
    void
    start(quartet::subprocess::PopenOptions const& options, std::vector<std::string> const& args);

    process_core& process() const noexcept { return *process_; }

    /// Of no transport if it is no pipe, or closed.
    Transport const& pipe(std::size_t number) const noexcept { return pipes_[number]; }

    void close() noexcept;
    bool is_closing() const noexcept { return is_closing_; }

private:
    class pipe_protocol;

    void pipe_lost(std::size_t number, std::exception_ptr error);
    void exited();
    void end_if_over();

    template <class Call>
    void tell(char const* function, Call call) noexcept;

    ref<loop_core> const loop_;
    quartet::detail::context_slot context_ = quartet::detail::context_cell::copy_current();
    std::shared_ptr<SubprocessProtocol> protocol_;  // null: it was told of the end
    ref<process_core> process_;
    std::array<Transport, 3> pipes_;
    bool has_exited_ = false;
    bool is_closing_ = false;
};

}  // namespace quartet::asyncio::detail

#endif
