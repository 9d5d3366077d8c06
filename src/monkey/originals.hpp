// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MONKEY_ORIGINALS_HPP
#define QUARTET_SRC_MONKEY_ORIGINALS_HPP

namespace quartet::gevent::monkey::detail {

/// Finds what is there without us, for all hooks. Before the first place is patched.
/// @return an address in the C library. @throws RuntimeError if the program is linked statically.
void const* find_originals();

}  // namespace quartet::gevent::monkey::detail

#endif
