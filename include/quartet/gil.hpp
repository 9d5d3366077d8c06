// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GIL_HPP
#define QUARTET_GIL_HPP

#include <quartet/gil/gil.hpp>
#include <quartet/gil/scopes.hpp>

#endif
