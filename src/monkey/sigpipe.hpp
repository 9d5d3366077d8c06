// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MONKEY_SIGPIPE_HPP
#define QUARTET_SRC_MONKEY_SIGPIPE_HPP

namespace quartet::gevent::monkey::detail {

/// Libraries in C block or ignore SIGPIPE around their writes, for the thread or the process: greenlets
/// would undo it for one another. Ignored, where nobody handles it, it is as in Python: EPIPE.
/// @param ignored false: as it was before.
void ignore_sigpipe(bool ignored) noexcept;

}  // namespace quartet::gevent::monkey::detail

#endif
