// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_SUBPROCESS_CHILD_STREAMS_HPP
#define QUARTET_SRC_DETAIL_SUBPROCESS_CHILD_STREAMS_HPP

#include <quartet/detail/unique_fd.hpp>
#include <quartet/subprocess/popen_options.hpp>

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace quartet::detail {

/// What becomes a child's standard streams.
class child_streams
{
public:
    /// @throws ValueError, OSError naming the option.
    explicit child_streams(subprocess::PopenOptions const& options);

    /// As spawn_settings has it.
    std::array<int, 3> const& sources() const noexcept { return sources_; }

    /// Our ends of the pipes; that which is written to is non-blocking.
    std::array<unique_fd, 3>& pipes() noexcept { return pipes_; }

private:
    void arrange(int stream, std::optional<int> const& wish);
    void make_pipe(int stream);
    void use_copy(int stream, unique_fd fd);
    void use(int stream, int fd);

    std::array<int, 3> sources_{-1, -1, -1};
    std::array<unique_fd, 3> copies_;  // for the child; closed when it has them
    std::array<unique_fd, 3> pipes_;
};

/// Sorted, each once, without the standard streams. @throws ValueError, OSError naming pass_fds.
std::vector<int> passed_descriptors(std::vector<int> const& pass_fds);

}  // namespace quartet::detail

#endif
