// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <quartet/gevent.hpp>
#include <quartet/monkey.hpp>

#include <csignal>
#include <cstdlib>
#include <curl/curl.h>
#include <string>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "support/row.hpp"

namespace {

namespace gevent = quartet::gevent;

constexpr int downloads = 1000;

std::string url;
constexpr std::size_t size_of_page = 1000;

/// A process that answers at once. @return its pid.
pid_t serve()
{
    int ends[2];
    if (::pipe(ends) != 0)
    {
        std::abort();
    }
    pid_t const pid = ::fork();
    if (pid == 0)
    {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        std::string const page =
            "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(size_of_page) + "\r\n\r\n" +
            std::string(size_of_page, 'x');
        gevent::server::StreamServer answers(
            gevent::socket::address("127.0.0.1", 0),
            [&](auto const& client, auto const&) {
                while (!client.recv(4096).empty())
                {
                    client.sendall(page);
                }
            },
            {.backlog = downloads});
        answers.start();
        int const port = answers.server_port();
        if (::write(ends[1], &port, sizeof port) == sizeof port)
        {
            answers.serve_forever();
        }
        ::_exit(1);
    }
    int port = 0;
    if (::read(ends[0], &port, sizeof port) != sizeof port)
    {
        std::abort();
    }
    ::close(ends[0]);
    ::close(ends[1]);
    url = "http://127.0.0.1:" + std::to_string(port) + '/';
    return pid;
}

std::size_t count(char const*, std::size_t size, std::size_t number, std::size_t* sum)
{
    *sum += size * number;
    return size * number;
}

CURL* one_that_counts(std::size_t& sum)
{
    CURL* const easy = ::curl_easy_init();
    ::curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    ::curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    ::curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, count);
    ::curl_easy_setopt(easy, CURLOPT_WRITEDATA, &sum);
    return easy;
}

void require_all(std::size_t sum)
{
    if (sum != downloads * size_of_page)
    {
        std::abort();
    }
}

void ours()
{
    std::size_t sum = 0;
    std::vector<gevent::Greenlet<>> all;
    for (int i = 0; i != downloads; ++i)
    {
        all.push_back(gevent::spawn([&] {
            CURL* const easy = one_that_counts(sum);
            ::curl_easy_perform(easy);
            ::curl_easy_cleanup(easy);
        }));
    }
    gevent::joinall(all);
    require_all(sum);
}

void by_multi()
{
    std::size_t sum = 0;
    CURLM* const multi = ::curl_multi_init();
    std::vector<CURL*> all;
    for (int i = 0; i != downloads; ++i)
    {
        all.push_back(one_that_counts(sum));
        ::curl_multi_add_handle(multi, all.back());
    }
    for (int running = downloads;;)
    {
        ::curl_multi_perform(multi, &running);
        if (running == 0)
        {
            break;
        }
        ::curl_multi_poll(multi, nullptr, 0, 1000, nullptr);
    }
    for (CURL* const each : all)
    {
        ::curl_multi_remove_handle(multi, each);
        ::curl_easy_cleanup(each);
    }
    ::curl_multi_cleanup(multi);
    require_all(sum);
}

}  // namespace

int main(int argc, char** argv)
{
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    pid_t const server_process = serve();
    ::curl_global_init(CURL_GLOBAL_DEFAULT);

    bench::row row("monkey.curl", "1000 downloads at the same time by curl_easy_perform", "ms");
    row.ours([] {
        gevent::monkey::patch_all();
        double const result = 1e3 * bench::seconds(1, ours);
        gevent::monkey::unpatch_all();
        return result;
    });
    row.peer("curl_multi", {.goal = 1.0, .least = 0.75}, [] {
        return 1e3 * bench::seconds(1, by_multi);
    });
    int const result = row.run(argc, argv);
    ::kill(server_process, SIGKILL);
    ::waitpid(server_process, nullptr, 0);
    return result;
}
