// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_SUPPORT_REDIS_SERVER_HPP
#define QUARTET_TEST_SUPPORT_REDIS_SERVER_HPP

#include <hiredis/hiredis.h>
#include <memory>
#include <string>

#include "support/blocking_sockets.hpp"
#include "support/poll_until.hpp"
#include "support/program_run.hpp"
#include "support/program_tree.hpp"

namespace quartet_test {

struct redis_release
{
    void operator()(redisContext* which) const { ::redisFree(which); }
    void operator()(void* reply) const { ::freeReplyObject(reply); }
};
using redis_connection = std::unique_ptr<redisContext, redis_release>;

/// A Redis of the test's own, on loopback.
class redis_server
{
public:
    redis_server()
    {
        poll_until([this] {
            redis_connection const one = connect();
            return one != nullptr && one->err == 0;
        });
    }

    redis_connection connect() const
    {
        return redis_connection(::redisConnect("127.0.0.1", port_));
    }

private:
    temporary_directory directory_;
    int port_ = ntohs(listener().address().sin_port);
    program_tree program_{
        {"/usr/bin/redis-server",
         "--bind",
         "127.0.0.1",
         "--port",
         std::to_string(port_),
         "--save",
         "",
         "--dir",
         directory_.path()}};
};

}  // namespace quartet_test

#endif
