// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GENERATOR_HPP
#define QUARTET_GENERATOR_HPP

// Generators (Python: functions with `yield`).
#include <quartet/generator/errors.hpp>
#include <quartet/generator/generator.hpp>
#include <quartet/generator/iterator.hpp>
#include <quartet/generator/state.hpp>
#include <quartet/generator/yield_from.hpp>
#include <quartet/generator/yielder.hpp>

#endif
