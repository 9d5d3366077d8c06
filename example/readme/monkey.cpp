// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <quartet/gevent.hpp>
#include <quartet/monkey.hpp>
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

    int clients = 0;
    gevent::server::StreamServer server({"127.0.0.1", 0}, [&](auto const& client, auto const&) {
        client.recv(1000);
        ++clients;
        while (clients < 3) gevent::sleep(0.01);  // until all are there
        client.sendall("HTTP/1.0 200 OK\r\n\r\nhello, all " + std::to_string(clients) + "\n");
    });
    server.start();
    std::string url = "http://127.0.0.1:" + std::to_string(server.server_port());

    std::vector<gevent::Greenlet<CURLcode>> all;
    for (int i = 0; i < 3; ++i) all.push_back(gevent::spawn(download, url));
    for (auto const& each : all) each.get();
}
