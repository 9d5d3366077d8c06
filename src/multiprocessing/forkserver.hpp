// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_FORKSERVER_HPP
#define QUARTET_SRC_MULTIPROCESSING_FORKSERVER_HPP

#include "departure.hpp"

// The fork server and its client talk over one control socket:
//
//   client                              server                        child
//     | "fork" {socket, status}  ------>  | fork ---------------------> |
//     |                                   | keeps status                | keeps socket
//     | <---- status: its pid, {pidfd} -- |                             |
//     | certificate, payload -----------------------------------------> | runs its target
//     |                                   | <------------------- ends   |
//     | <---- status: its exit status --- | reaps it
//
// The server has one thread and no state but {pidfd, status} of each child, so its forks are
// clean. It ends when the control socket closes or its parent ends.

#endif
