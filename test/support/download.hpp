// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_SUPPORT_DOWNLOAD_HPP
#define QUARTET_TEST_SUPPORT_DOWNLOAD_HPP

#include <curl/curl.h>
#include <functional>
#include <memory>
#include <string>

namespace quartet_test {

/// What libcurl has got.
struct downloaded
{
    CURLcode code = CURLE_OK;
    std::string body;
};

/// With libcurl, as a program does it that knows nothing of greenlets.
/// @param set_up sets more options.
inline downloaded download(
    std::string const& url, std::function<void(CURL*)> const& set_up = [](CURL*) {})
{
    downloaded result;
    std::unique_ptr<CURL, decltype(&::curl_easy_cleanup)> const easy(
        ::curl_easy_init(), ::curl_easy_cleanup);
    ::curl_easy_setopt(easy.get(), CURLOPT_URL, url.c_str());
    ::curl_easy_setopt(easy.get(), CURLOPT_NOSIGNAL, 1L);
    ::curl_easy_setopt(easy.get(), CURLOPT_WRITEDATA, &result.body);
    ::curl_easy_setopt(
        easy.get(),
        CURLOPT_WRITEFUNCTION,
        +[](char const* data, std::size_t size, std::size_t count, std::string* body) {
            body->append(data, size * count);
            return size * count;
        });
    set_up(easy.get());
    result.code = ::curl_easy_perform(easy.get());
    return result;
}

}  // namespace quartet_test

#endif
