// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_ASYNCIO_TRANSPORT_ACCEPTOR_HPP
#define QUARTET_SRC_ASYNCIO_TRANSPORT_ACCEPTOR_HPP

#include <quartet/asyncio/detail/resident.hpp>
#include <quartet/asyncio/detail/server_core.hpp>

#include <string>
#include <sys/types.h>

#include "../../detail/loop/descriptor.hpp"

namespace quartet::asyncio::detail {

/// A socket that listens for a server.
class acceptor final : public counted_resident<counted<acceptor>>, private quartet::detail::timer
{
public:
    /// @param path of a Unix socket. @throws OSError
    acceptor(server_core& server, quartet::detail::unique_fd bound, std::string const& path);

    int fileno() const noexcept { return fd_.get(); }

    /// Accepts from now on, until close(). @throws OSError
    void start(int backlog);
    void close() noexcept;

private:
    void ready();
    bool accept_one();
    void watch();
    void remove_path() const noexcept;
    void loop_closed() noexcept override { close(); }
    static void try_again(quartet::detail::timer& which);

    server_core* server_;    // null: it is closed
    ref<server_core> kept_;  // the same, once it is started: it serves whoever has handles
    quartet::detail::watched_descriptor fd_;
    std::string const path_;
    dev_t device_ = 0;  // of the path
    ino_t inode_ = 0;
    loop_call<acceptor, &acceptor::ready> calls_{*this};
};

}  // namespace quartet::asyncio::detail

#endif
