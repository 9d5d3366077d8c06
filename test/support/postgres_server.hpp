// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_SUPPORT_POSTGRES_SERVER_HPP
#define QUARTET_TEST_SUPPORT_POSTGRES_SERVER_HPP

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <libpq-fe.h>
#include <pwd.h>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <vector>

#include "support/certificate.hpp"
#include "support/program_run.hpp"
#include "support/server_program.hpp"

namespace quartet_test {

/// A PostgreSQL of the test's own: on loopback, with and without TLS, and on a Unix socket.
class postgres_server
{
public:
    ~postgres_server()
    {
        // It shall remove its shared memory.
        server_.program().signal(SIGINT);
        server_.program().wait();
    }

    std::string by_tcp() const { return "host=127.0.0.1 sslmode=disable" + who(); }
    std::string by_tls() const { return "host=127.0.0.1 sslmode=require" + who(); }
    std::string by_unix() const { return by_unix(server_.port()); }

private:
    static std::string who(int port)
    {
        return " port=" + std::to_string(port) +
               " user=postgres dbname=postgres connect_timeout=60";
    }
    std::string who() const { return who(server_.port()); }

    std::string by_unix(int port) const { return "host=" + directory_.path().string() + who(port); }

    /// PostgreSQL does not run as root; nor longer than this thread.
    static std::vector<std::string> as_somebody(std::vector<std::string> command)
    {
        std::vector<std::string> other{"/usr/bin/setpriv", "--pdeathsig=INT"};
        if (::geteuid() == 0)
        {
            other.insert(other.end(), {"--reuid=postgres", "--regid=postgres", "--clear-groups"});
        }
        command.insert(command.begin(), other.begin(), other.end());
        return command;
    }

    void give_away(std::filesystem::path const& file) const
    {
        if (passwd const* const somebody = ::geteuid() == 0 ? ::getpwnam("postgres") : nullptr)
        {
            if (::chown(file.c_str(), somebody->pw_uid, somebody->pw_gid) != 0)
            {
                throw std::runtime_error("chown " + file.string());
            }
        }
    }

    /// The newest that is installed.
    static std::string program(std::string const& name)
    {
        std::vector<std::filesystem::path> found;
        for (auto const& version : std::filesystem::directory_iterator("/usr/lib/postgresql"))
        {
            found.push_back(version.path() / "bin" / name);
        }
        return *std::ranges::max_element(found);
    }

    std::string make_data()
    {
        std::filesystem::path const data = directory_.path() / "data";
        give_away(directory_.path());
        auto const made = program_run(
                              as_somebody(
                                  {program("initdb"),
                                   "--pgdata=" + data.string(),
                                   "--username=postgres",
                                   "--auth=trust",
                                   "--no-sync"}),
                              directory_.path(),
                              output_to::pipe)
                              .wait();
        if (made.exit_code != 0)
        {
            throw std::runtime_error("initdb: " + made.output);
        }
        for (std::string const& file : {certificate_.file, certificate_.key})
        {
            auto const copy = data / std::filesystem::path(file).filename();
            std::filesystem::copy_file(file, copy);
            std::filesystem::permissions(copy, std::filesystem::perms::owner_read);
            give_away(copy);
        }
        return data;
    }

    std::vector<std::string> command(std::string const& port) const
    {
        return as_somebody(
            {program("postgres"),
             "-D",
             data_,
             "-p",
             port,
             "-k",
             directory_.path(),
             "-c",
             "listen_addresses=127.0.0.1",
             "-c",
             "max_connections=200",
             "-c",
             "fsync=off",
             "-c",
             "ssl=on",
             "-c",
             "ssl_cert_file=certificate.pem",
             "-c",
             "ssl_key_file=key.pem"});
    }

    certificate certificate_;
    temporary_directory directory_;
    std::string data_ = make_data();
    server_program server_{
        [this](std::string const& port) { return command(port); },
        [this](server_program const& which) {
            return ::PQping(by_unix(which.port()).c_str()) == PQPING_OK;
        }};
};

}  // namespace quartet_test

#endif
