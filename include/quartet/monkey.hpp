// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MONKEY_HPP
#define QUARTET_MONKEY_HPP

// Python's `gevent.monkey`, in a library of its own, quartet_monkey: namespace monkey = quartet::gevent::monkey;
#include <quartet/monkey/patch.hpp>
#include <quartet/monkey/report.hpp>

#endif
