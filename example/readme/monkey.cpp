// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <quartet/gevent.hpp>
#include <quartet/monkey.hpp>
#include <chrono>
#include <cmath>
#include <curl/curl.h>
#include <iostream>
#include <vector>

namespace gevent = quartet::gevent;

CURLcode download(std::string url)
{
    CURL* easy = curl_easy_init();
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    CURLcode code = curl_easy_perform(easy);  // blocks, and writes the page to stdout
    curl_easy_cleanup(easy);
    return code;
}

int main()
{
    gevent::monkey::patch_all();              // from here on it lets other greenlets run

    gevent::server::StreamServer server({"127.0.0.1", 0}, [](auto const& client, auto const&) {
        client.recv(1000);
        gevent::sleep(0.2);
        client.sendall("HTTP/1.0 200 OK\r\n\r\nhello\n");
    });
    server.start();
    std::string url = "http://127.0.0.1:" + std::to_string(server.server_port());

    auto begin = std::chrono::steady_clock::now();
    std::vector<gevent::Greenlet<CURLcode>> all;
    for (int i = 0; i < 3; ++i) all.push_back(gevent::spawn(download, url));
    for (auto const& each : all) each.get();
    std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
    std::cout << std::round(passed.count() * 10) / 10 << " seconds\n";
}
