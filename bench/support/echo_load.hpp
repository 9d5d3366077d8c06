// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

// What the servers of gevent.echo are measured with.

#ifndef QUARTET_BENCH_SUPPORT_ECHO_LOAD_HPP
#define QUARTET_BENCH_SUPPORT_ECHO_LOAD_HPP

#include <optional>
#include <string>
#include <vector>

namespace bench {

inline constexpr int echo_bytes = 64;

/// Processor time, user's and system's, that a server spends on a request, in microseconds.
/// @param serve is called in a forked child with a listening socket, and need not return.
double cpu_of_echo(void (*serve)(int listener));

/// The same of a program, which is started with the number of the descriptor. @param command its file,
/// and its arguments. @return none if there is no such file.
std::optional<double> cpu_of_echo(std::vector<std::string> command);

/// The same of a Python program.
std::optional<double> cpu_of_echo(std::string const& script);

/// A peer, which is nothing but system calls.
[[noreturn]] void serve_by_epoll(int listener);

}  // namespace bench

#endif
