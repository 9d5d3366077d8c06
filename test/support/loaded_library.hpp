// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_SUPPORT_LOADED_LIBRARY_HPP
#define QUARTET_TEST_SUPPORT_LOADED_LIBRARY_HPP

#include <dlfcn.h>
#include <memory>

namespace quartet_test {

struct unload
{
    void operator()(void* library) const { ::dlclose(library); }
};

/// What dlopen() gives.
using loaded_library = std::unique_ptr<void, unload>;

}  // namespace quartet_test

#endif
