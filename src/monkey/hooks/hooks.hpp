// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MONKEY_HOOKS_HOOKS_HPP
#define QUARTET_SRC_MONKEY_HOOKS_HOOKS_HPP

#include <poll.h>
#include <sys/socket.h>

#include "../hook.hpp"

namespace quartet::gevent::monkey::detail {

// Each file's own.
hooks close_hooks();
hooks conditions_hooks();
hooks connect_hooks();
hooks epoll_hooks();
hooks file_locks_hooks();
hooks futexes_hooks();
hooks hosts_hooks();
hooks joins_hooks();
hooks libraries_hooks();
hooks mutexes_hooks();
hooks names_hooks();
hooks once_hooks();
hooks open_hooks();
hooks poll_hooks();
hooks processes_hooks();
hooks read_hooks();
hooks receive_hooks();
hooks resolver_hooks();
hooks rwlocks_hooks();
hooks select_hooks();
hooks semaphores_hooks();
hooks send_hooks();
hooks sendfile_hooks();
hooks signals_hooks();
hooks sleep_hooks();
hooks stdio_close_hooks();
hooks stdio_print_hooks();
hooks stdio_read_hooks();
hooks stdio_scan_hooks();
hooks stdio_write_hooks();
hooks write_hooks();

// Functions that the hooks of several files stand on.
extern original<int(pollfd*, nfds_t, int)> libc_poll;
extern original<ssize_t(int, void*, size_t, int)> libc_recv;
extern original<ssize_t(int, msghdr*, int)> libc_recvmsg;
extern original<ssize_t(int, msghdr const*, int)> libc_sendmsg;

/// Whether fopen() of it waits for the other end of a FIFO, and others can run meanwhile.
bool would_wait_to_open_stream(char const* path, char const* mode) noexcept;

class patience;

/// As send() into a blocking socket: sends all.
ssize_t send_buffer(patience& how, int fd, void const* data, std::size_t size, int flags) noexcept;

/// As sendmsg().
ssize_t send_message(patience& how, int fd, msghdr message, int flags) noexcept;

}  // namespace quartet::gevent::monkey::detail

#endif
