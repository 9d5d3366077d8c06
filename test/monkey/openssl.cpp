// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// OpenSSL, as it is, on blocking sockets: it waits in the middle of its own functions.
#include <quartet/gevent.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <openssl/bio.h>
#include <openssl/ssl.h>
#include <string>
#include <vector>

#include "support/heartbeat.hpp"
#include "support/patched.hpp"
#include "support/web_server.hpp"

namespace gevent = quartet::gevent;

namespace {

struct release
{
    void operator()(SSL_CTX* which) const { ::SSL_CTX_free(which); }
    void operator()(BIO* which) const { ::BIO_free_all(which); }
};

std::unique_ptr<SSL_CTX, release> make_context(std::string const& trusted)
{
    std::unique_ptr<SSL_CTX, release> made(::SSL_CTX_new(::TLS_client_method()));
    ::SSL_CTX_load_verify_locations(made.get(), trusted.c_str(), nullptr);
    ::SSL_CTX_set_verify(made.get(), SSL_VERIFY_PEER, nullptr);
    return made;
}

/// The page, with its head.
std::string get(SSL_CTX* context, std::string const& port, std::string const& path)
{
    std::unique_ptr<BIO, release> const connection(::BIO_new_ssl_connect(context));
    ::BIO_set_conn_hostname(connection.get(), ("127.0.0.1:" + port).c_str());
    std::string const request = "GET /" + path + " HTTP/1.1\r\n\r\n";
    if (::BIO_do_handshake(connection.get()) != 1 ||
        ::BIO_write(connection.get(), request.data(), int(request.size())) != int(request.size()))
    {
        return "";
    }
    std::string const body = quartet_test::web_server::body(path);
    std::string text;
    char part[1000];
    while (!text.ends_with(body))
    {
        int const count = ::BIO_read(connection.get(), part, sizeof part);
        if (count <= 0)
        {
            break;
        }
        text.append(part, std::size_t(count));
    }
    return text;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(monkey_openssl, quartet_test::patched_and_leaves_no_descriptor)

BOOST_AUTO_TEST_CASE(twenty_clients_wait_together_and_the_heart_goes_on)
{
    quartet_test::certificate const its;
    quartet_test::web_server const server("0.5", its);
    auto const context = make_context(its.file);
    double const share = quartet_test::share_of_heartbeats([&] {
        std::vector<gevent::Greenlet<std::string>> all;
        for (int i = 0; i != 20; ++i)
        {
            all.push_back(
                gevent::spawn(get, context.get(), server.port(), "page" + std::to_string(i)));
        }
        for (std::size_t i = 0; i != all.size(); ++i)
        {
            BOOST_TEST(
                all[i].get().ends_with(quartet_test::web_server::body("page" + std::to_string(i))));
        }
    });
    BOOST_TEST(share >= quartet_test::least_share);
}

BOOST_AUTO_TEST_SUITE_END()
