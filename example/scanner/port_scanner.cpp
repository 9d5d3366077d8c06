// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Which ports of this machine answer, and what they say first.
//
//   port_scanner FIRST LAST
//   port_scanner              the ports around three servers of its own
//
// A hundred greenlets look at a port each; one line tells how far they are.
#include <quartet/gevent.hpp>

#include <algorithm>
#include <deque>
#include <iostream>
#include <string>
#include <vector>

namespace gevent = quartet::gevent;

namespace {

struct finding
{
    int port;
    bool is_open;
    std::string greeting;
};

finding look_at(int port)
{
    try
    {
        auto const connection = gevent::socket::create_connection({"127.0.0.1", port}, 0.5);
        finding found{port, true, {}};
        try
        {
            connection.settimeout(0.2);
            found.greeting = connection.recv(60);
        }
        catch (quartet::TimeoutError const&)
        {
            // It waits for us to begin.
        }
        return found;
    }
    catch (std::exception const&)
    {
        return {port, false, {}};
    }
}

/// Servers to be found.
class some_servers
{
public:
    some_servers()
    {
        for (std::string name : {"anna", "berta", "carla"})
        {
            all_.emplace_back(
                gevent::socket::address("127.0.0.1", 0),
                [name](gevent::socket::socket const& client, auto const&) {
                    client.sendall("this is " + name);
                });
            all_.back().start();
        }
    }

    std::vector<int> ports() const
    {
        std::vector<int> result;
        for (auto const& each : all_)
        {
            result.push_back(each.server_port());
        }
        return result;
    }

private:
    std::deque<gevent::server::StreamServer> all_;
};

void scan(int first, int last)
{
    std::vector<int> ports;
    for (int port = first; port <= last; ++port)
    {
        ports.push_back(port);
    }
    gevent::pool::Pool const pool(100);
    std::vector<finding> open;
    std::size_t done = 0;
    for (finding const& found : pool.imap_unordered(look_at, ports))
    {
        if (found.is_open)
        {
            open.push_back(found);
        }
        if (++done % 100 == 0 || done == ports.size())
        {
            std::cerr << '\r' << done << " of " << ports.size() << " ports, " << open.size()
                      << " open " << std::flush;
        }
    }
    std::cerr << '\n';
    std::sort(
        open.begin(), open.end(), [](auto const& a, auto const& b) { return a.port < b.port; });
    for (finding const& each : open)
    {
        std::cout << each.port << ": " << each.greeting << '\n';
    }
}

}  // namespace

int main(int argc, char** argv)
{
    try
    {
        if (argc == 3)
        {
            scan(std::stoi(argv[1]), std::stoi(argv[2]));
            return 0;
        }
        some_servers const servers;
        auto const ports = servers.ports();
        auto const [least, most] = std::minmax_element(ports.begin(), ports.end());
        scan(*least, *most);
    }
    catch (std::exception const& error)
    {
        std::cerr << argv[0] << ": " << error.what() << '\n';
        return 1;
    }
}
