// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_GEVENT_SUBPROCESS_CONVERSATION_HPP
#define QUARTET_SRC_GEVENT_SUBPROCESS_CONVERSATION_HPP

#include <quartet/detail/deadline.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "fair_share.hpp"
#include "pipe_end.hpp"

namespace quartet::gevent::subprocess::detail {

/// What communicate() has said and heard so far: it may be interrupted, and go on.
class conversation
{
public:
    using pipe_ends = std::array<std::shared_ptr<pipe_end>, 3>;

    /// @throws ValueError if it has begun and there is an input, or there is no pipe for one.
    void begin(std::string input, pipe_ends const& pipes);

    /// Goes on until all pipes are closed. @return false if the time was over.
    bool run(pipe_ends const& pipes, quartet::detail::deadline const& end);

    /// Of standard output and standard error.
    std::string const& heard(int stream) const noexcept { return heard_[std::size_t(stream) - 1]; }
    std::string take(int stream) noexcept;

private:
    void go_on(pipe_end& pipe, int stream);
    void say(pipe_end& pipe);
    void hear(pipe_end& pipe, std::string& to);

    bool has_begun_ = false;
    std::string input_;
    std::size_t said_ = 0;  // of the input
    std::array<std::string, 2> heard_;
    fair_share share_;
};

}  // namespace quartet::gevent::subprocess::detail

#endif
