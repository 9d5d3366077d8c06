// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_GEVENT_SUBPROCESS_START_HPP
#define QUARTET_SRC_GEVENT_SUBPROCESS_START_HPP

#include <quartet/gevent/subprocess/popen_options.hpp>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "../../detail/own_process.hpp"
#include "pipe_end.hpp"

namespace quartet::gevent::subprocess::detail {

struct started_child
{
    quartet::detail::own_process process;
    std::array<std::shared_ptr<pipe_end>, 3> pipes;  // our ends of its standard streams; null: none
};

/// @throws as Popen()
started_child start(PopenOptions const& options, std::vector<std::string> const& args);

}  // namespace quartet::gevent::subprocess::detail

#endif
