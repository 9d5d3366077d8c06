// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_WRITE_QUIETLY_HPP
#define QUARTET_SRC_DETAIL_WRITE_QUIETLY_HPP

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <sys/types.h>

namespace quartet::detail {

/// write(), whose SIGPIPE nobody sees. Pipes have no MSG_NOSIGNAL; the signal comes to this thread.
ssize_t write_quietly(int fd, std::string_view bytes) noexcept;

/// The same with ::sendfile.
ssize_t sendfile_quietly(int fd, int file, std::uint64_t offset, std::size_t most) noexcept;

}  // namespace quartet::detail

#endif
