// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Listing 21: monkey patching

#include <quartet/gevent.hpp>
#include <quartet/monkey.hpp>

#include <curl/curl.h>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace gevent = quartet::gevent;
namespace monkey = quartet::gevent::monkey;

// This machine answers for all others.
gevent::server::StreamServer
    server(gevent::socket::address("127.0.0.1", 0), [](auto const& client, auto const&) {
        client.recv(4096);
        gevent::sleep(0.2);
        client.sendall("HTTP/1.0 200 OK\r\n\r\n<html>hello</html>\n");
    });

std::size_t append(char const* data, std::size_t size, std::size_t count, std::string* page)
{
    page->append(data, size * count);
    return size * count;
}

void downloader(std::string const& url)
{
    std::cout << url << '\n';
    std::string page;
    std::string const there = "127.0.0.1:" + std::to_string(server.server_port());
    std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> const easy(
        curl_easy_init(), curl_easy_cleanup);
    curl_easy_setopt(easy.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy.get(), CURLOPT_PROXY, there.c_str());
    curl_easy_setopt(easy.get(), CURLOPT_WRITEFUNCTION, append);
    curl_easy_setopt(easy.get(), CURLOPT_WRITEDATA, &page);
    if (curl_easy_perform(easy.get()) != CURLE_OK || page != "<html>hello</html>\n")
    {
        throw std::runtime_error(url + " cannot be downloaded");
    }
}

int main()
{
    monkey::patch_all();
    server.start();
    std::vector<gevent::Greenlet<void>> cl;
    for (char const* url : {"http://abc.com", "http://123.cn"})
    {
        cl.push_back(gevent::spawn(downloader, url));
    }
    for (auto const& c : cl)
    {
        c.join();
    }
    return cl[0].successful() && cl[1].successful() ? 0 : 1;
}
