// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_SUPPORT_SERVER_PROGRAM_HPP
#define QUARTET_TEST_SUPPORT_SERVER_PROGRAM_HPP

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/blocking_sockets.hpp"
#include "support/poll_until.hpp"
#include "support/program_tree.hpp"

namespace quartet_test {

/// A server that is told its port, on loopback. It ends with the thread that has started it.
class server_program
{
public:
    /// @param command for a port. @param answers whether it does, and is no other that has the port.
    /// @throws std::runtime_error It ends at once, with any port.
    server_program(
        std::function<std::vector<std::string>(std::string const& port)> const& command,
        std::function<bool(server_program const&)> const& answers)
    {
        for (int attempt = 0; attempt != 5; ++attempt)
        {
            port_ = ntohs(listener().address().sin_port);
            program_ = std::make_unique<program_tree>(command(std::to_string(port_)));
            poll_until([&] { return program_->has_ended() || answers(*this); });
            if (!program_->has_ended())
            {
                return;
            }
            // Somebody else has taken the port meanwhile.
        }
        throw std::runtime_error("it does not start: " + program_->rest());
    }

    int port() const { return port_; }
    program_tree& program() const { return *program_; }

private:
    int port_ = 0;
    std::unique_ptr<program_tree> program_;
};

}  // namespace quartet_test

#endif
