// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Downloads many pages with libcurl's simplest function, in one thread, and tells how many bytes they have.
//
//   downloader URL ...
//   downloader           two hundred pages of a slow server of its own
//
// A page is downloaded by a greenlet, fifty of them at the same time; one line tells how far they are.
#include <quartet/gevent.hpp>
#include <quartet/monkey.hpp>

#include <curl/curl.h>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace gevent = quartet::gevent;
namespace monkey = quartet::gevent::monkey;

namespace {

struct page
{
    std::string url;
    std::string text;
    CURLcode code = CURLE_OK;
};

std::size_t append(char const* data, std::size_t size, std::size_t count, std::string* text)
{
    text->append(data, size * count);
    return size * count;
}

/// As in any program with libcurl: it blocks until the page is there.
page download(std::string const& url)
{
    page result{url, {}};
    std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> const easy(
        curl_easy_init(), curl_easy_cleanup);
    curl_easy_setopt(easy.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy.get(), CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(easy.get(), CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(easy.get(), CURLOPT_WRITEFUNCTION, append);
    curl_easy_setopt(easy.get(), CURLOPT_WRITEDATA, &result.text);
    result.code = curl_easy_perform(easy.get());
    return result;
}

/// A server that takes its time.
class slow_server
{
public:
    slow_server() { server_.start(); }

    std::vector<std::string> urls(int count) const
    {
        std::vector<std::string> result;
        for (int i = 1; i <= count; ++i)
        {
            result.push_back(
                "http://127.0.0.1:" + std::to_string(server_.server_port()) + "/page" +
                std::to_string(i));
        }
        return result;
    }

private:
    gevent::server::StreamServer server_{
        gevent::socket::address("127.0.0.1", 0), [](auto const& client, auto const&) {
            client.recv(4096);
            gevent::sleep(0.1);
            client.sendall("HTTP/1.0 200 OK\r\n\r\n" + std::string(1000, 'x'));
        }};
};

/// @return how many could not be downloaded.
int download_all(std::vector<std::string> const& urls)
{
    gevent::pool::Pool const pool(50);
    std::size_t done = 0;
    std::size_t bytes = 0;
    std::vector<page> failed;
    for (page const& each : pool.imap_unordered(download, urls))
    {
        bytes += each.text.size();
        if (each.code != CURLE_OK)
        {
            failed.push_back(each);
        }
        std::cerr << '\r' << ++done << " of " << urls.size() << " pages, " << bytes << " bytes "
                  << std::flush;
    }
    std::cerr << '\n';
    for (page const& each : failed)
    {
        std::cerr << each.url << ": " << curl_easy_strerror(each.code) << '\n';
    }
    std::cout << done - failed.size() << " pages, " << bytes << " bytes\n";
    return int(failed.size());
}

}  // namespace

int main(int argc, char** argv)
{
    monkey::patch_all();
    curl_global_init(CURL_GLOBAL_DEFAULT);
    if (argc > 1)
    {
        return download_all({argv + 1, argv + argc}) == 0 ? 0 : 1;
    }
    slow_server const server;
    return download_all(server.urls(200)) == 0 ? 0 : 1;
}
