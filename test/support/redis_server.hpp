// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_SUPPORT_REDIS_SERVER_HPP
#define QUARTET_TEST_SUPPORT_REDIS_SERVER_HPP

#include <hiredis/hiredis.h>
#include <memory>
#include <string>
#include <vector>

#include "support/program_run.hpp"
#include "support/server_program.hpp"

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
    redis_connection connect() const { return connect_to(program_.port()); }

private:
    static redis_connection connect_to(int port)
    {
        return redis_connection(::redisConnect("127.0.0.1", port));
    }

    static bool is_it(server_program const& which)
    {
        redis_connection const one = connect_to(which.port());
        if (one == nullptr || one->err != 0)
        {
            return false;
        }
        std::unique_ptr<redisReply, redis_release> const about(
            static_cast<redisReply*>(::redisCommand(one.get(), "INFO server")));
        std::string const mine = "process_id:" + std::to_string(which.program().pid()) + "\r";
        return about != nullptr && about->type == REDIS_REPLY_STRING &&
               std::string(about->str).find(mine) != std::string::npos;
    }

    temporary_directory directory_;
    server_program program_{
        [this](std::string const& port) {
            return std::vector<std::string>{
                "/usr/bin/setpriv",
                "--pdeathsig=KILL",
                "/usr/bin/redis-server",
                "--bind",
                "127.0.0.1",
                "--port",
                port,
                "--save",
                "",
                "--dir",
                directory_.path()};
        },
        &is_it};
};

}  // namespace quartet_test

#endif
