// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// What lies in an anonymous namespace of another file is no error here.
#pragma GCC diagnostic ignored "-Wsubobject-linkage"
#include "../../child/inspected.cpp"
