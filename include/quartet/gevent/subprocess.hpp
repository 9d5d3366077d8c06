// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_SUBPROCESS_HPP
#define QUARTET_GEVENT_SUBPROCESS_HPP

// Python's `gevent.subprocess`, and `subprocess`: namespace subprocess = quartet::gevent::subprocess;
#include <quartet/gevent/subprocess/command.hpp>
#include <quartet/gevent/subprocess/completed_process.hpp>
#include <quartet/gevent/subprocess/errors.hpp>
#include <quartet/gevent/subprocess/getoutput.hpp>
#include <quartet/gevent/subprocess/pipe_reader.hpp>
#include <quartet/gevent/subprocess/pipe_writer.hpp>
#include <quartet/gevent/subprocess/popen.hpp>
#include <quartet/gevent/subprocess/popen_options.hpp>
#include <quartet/gevent/subprocess/run.hpp>

#endif
