// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_SUBPROCESS_POPEN_OPTIONS_HPP
#define QUARTET_GEVENT_SUBPROCESS_POPEN_OPTIONS_HPP

#include <quartet/subprocess/popen_options.hpp>

namespace quartet::gevent::subprocess {

using quartet::subprocess::DEVNULL;
using quartet::subprocess::PIPE;
using quartet::subprocess::PopenOptions;
using quartet::subprocess::STDOUT;

}  // namespace quartet::gevent::subprocess

#endif
