// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// A library that loads another, from where it lies itself.
#include <dlfcn.h>

extern "C" void* plugin_load(char const* name)
{
    return ::dlopen(name, RTLD_NOW | RTLD_LOCAL);
}
