// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include "support/echo_load.hpp"

#include <arpa/inet.h>
#include <array>
#include <csignal>
#include <ctime>
#include <functional>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace bench {
namespace {

constexpr int connections = 1000;
constexpr int warm_up = 20'000;  // requests
constexpr int requests = 200'000;

int checked(int result, char const* what)
{
    if (result < 0)
    {
        throw std::runtime_error(what);
    }
    return result;
}

/// A socket that listens on a free port of the loopback interface.
int listen_on_loopback(sockaddr_in& where)
{
    int const fd = checked(::socket(AF_INET, SOCK_STREAM, 0), "socket");
    where = {};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof where;
    checked(::bind(fd, reinterpret_cast<sockaddr*>(&where), size), "bind");
    checked(::listen(fd, connections), "listen");
    checked(::getsockname(fd, reinterpret_cast<sockaddr*>(&where), &size), "getsockname");
    return fd;
}

/// Clients that each wait for their answer before they ask again.
class clients
{
public:
    explicit clients(sockaddr_in const& server)
        : epoll_(checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1"))
    {
        for (int i = 0; i != connections; ++i)
        {
            int const fd = checked(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
            all_.push_back(fd);
            checked(
                ::connect(fd, reinterpret_cast<sockaddr const*>(&server), sizeof server),
                "connect");
            int const on = 1;
            ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            epoll_event event{EPOLLIN, {.fd = fd}};
            checked(::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event), "epoll_ctl");
        }
    }
    ~clients()
    {
        for (int fd : all_)
        {
            ::close(fd);
        }
        ::close(epoll_);
    }

    void ask_all()
    {
        for (int fd : all_)
        {
            ask(fd);
        }
    }

    /// Until that many answers have come; who has his answer asks again.
    void run(int answers)
    {
        std::vector<epoll_event> events(connections);
        while (answers > 0)
        {
            int const count =
                checked(::epoll_wait(epoll_, events.data(), connections, 10'000), "epoll_wait");
            if (count == 0)
            {
                throw std::runtime_error("the server does not answer");
            }
            for (int i = 0; i != count; ++i, --answers)
            {
                char buffer[echo_bytes];
                if (::recv(events[std::size_t(i)].data.fd, buffer, sizeof buffer, MSG_WAITALL) !=
                    echo_bytes)
                {
                    throw std::runtime_error("the server has closed a connection");
                }
                ask(events[std::size_t(i)].data.fd);
            }
        }
    }

private:
    void ask(int fd)
    {
        char const question[echo_bytes] = {};
        checked(int(::send(fd, question, sizeof question, MSG_NOSIGNAL)), "send");
    }

    int epoll_;
    std::vector<int> all_;
};

double cpu_seconds(pid_t process)
{
    clockid_t clock;
    timespec now{};
    if (::clock_getcpuclockid(process, &clock) != 0 || ::clock_gettime(clock, &now) != 0)
    {
        throw std::runtime_error("the server is gone");
    }
    return double(now.tv_sec) + double(now.tv_nsec) * 1e-9;
}

/// @param run does not return in the child.
double measure(std::function<void(int)> const& run)
{
    sockaddr_in where;
    int const listener = listen_on_loopback(where);
    pid_t const server = checked(::fork(), "fork");
    if (server == 0)
    {
        run(listener);
        ::_exit(0);
    }
    ::close(listener);
    clients all(where);
    struct end  // before the clients go, or it would complain
    {
        pid_t pid;
        ~end()
        {
            ::kill(pid, SIGKILL);
            ::waitpid(pid, nullptr, 0);
        }
    } const at_end{server};
    all.ask_all();
    all.run(warm_up);
    double const before = cpu_seconds(server);
    all.run(requests);
    return (cpu_seconds(server) - before) / requests * 1e6;
}

}  // namespace

double cpu_of_echo(void (*serve)(int listener))
{
    return measure(serve);
}

std::optional<double> cpu_of_echo(std::vector<std::string> command)
{
    if (::access(command.front().c_str(), X_OK) != 0)
    {
        return std::nullopt;
    }
    return measure([&](int listener) {
        command.push_back(std::to_string(listener));
        std::vector<char*> arguments;
        for (std::string& each : command)
        {
            arguments.push_back(each.data());
        }
        arguments.push_back(nullptr);
        ::execv(arguments.front(), arguments.data());
        ::_exit(1);
    });
}

std::optional<double> cpu_of_echo(std::string const& script)
{
    return cpu_of_echo(std::vector<std::string>{"/usr/bin/python3", script});
}

void serve_by_epoll(int listener)
{
    int const all = ::epoll_create1(EPOLL_CLOEXEC);
    epoll_event event{EPOLLIN, {.fd = listener}};
    ::epoll_ctl(all, EPOLL_CTL_ADD, listener, &event);
    std::array<epoll_event, 128> events;
    for (;;)
    {
        int const count = ::epoll_wait(all, events.data(), int(events.size()), -1);
        for (int i = 0; i < count; ++i)
        {
            int const fd = events[std::size_t(i)].data.fd;
            if (fd == listener)
            {
                int const accepted = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
                epoll_event added{EPOLLIN, {.fd = accepted}};
                ::epoll_ctl(all, EPOLL_CTL_ADD, accepted, &added);
                continue;
            }
            char buffer[4096];
            ssize_t const got = ::recv(fd, buffer, sizeof buffer, 0);
            if (got <= 0 || ::send(fd, buffer, std::size_t(got), MSG_NOSIGNAL) != got)
            {
                ::close(fd);
            }
        }
    }
}

}  // namespace bench
