// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
//   web_server DELAY                   answers every request after so many seconds
//   web_server DELAY CERTIFICATE KEY   the same by https
//
// Prints its port, and ends with who has started it. The body of /<path> is the path a hundred times; of /half...
// there never comes more than half. /all<n>. is not answered before there are n requests. The body of /most is how
// many requests it has had at the same time.
#include <quartet/gevent.hpp>

#include <algorithm>
#include <array>
#include <csignal>
#include <iostream>
#include <memory>
#include <openssl/ssl.h>
#include <stdexcept>
#include <string>
#include <sys/prctl.h>

namespace gevent = quartet::gevent;
using connection = gevent::socket::socket;

namespace {

struct release
{
    void operator()(SSL_CTX* which) const { ::SSL_CTX_free(which); }
    void operator()(SSL* which) const { ::SSL_free(which); }
};

/// A connection as bytes.
class plain
{
public:
    explicit plain(connection const& of)
        : socket_(of)
    {}

    std::string recv() { return socket_.recv(4096); }
    void send(std::string const& text) { socket_.sendall(text); }

private:
    connection const& socket_;
};

/// The same by TLS, whose library never sees the socket.
class encrypted
{
public:
    encrypted(connection const& of, SSL_CTX* context)
        : socket_(of)
        , session_(::SSL_new(context))
    {
        ::SSL_set_bio(session_.get(), ::BIO_new(::BIO_s_mem()), ::BIO_new(::BIO_s_mem()));
        ::SSL_set_accept_state(session_.get());
    }

    std::string recv()
    {
        std::array<char, 4096> part;
        for (;;)
        {
            int const count = ::SSL_read(session_.get(), part.data(), int(part.size()));
            flush();
            if (count > 0)
            {
                return {part.data(), std::size_t(count)};
            }
            if (::SSL_get_error(session_.get(), count) != SSL_ERROR_WANT_READ)
            {
                return {};
            }
            std::string const more = socket_.recv(4096);
            if (more.empty())
            {
                return {};
            }
            ::BIO_write(::SSL_get_rbio(session_.get()), more.data(), int(more.size()));
        }
    }

    void send(std::string const& text)
    {
        ::SSL_write(session_.get(), text.data(), int(text.size()));
        flush();
    }

private:
    void flush()
    {
        std::array<char, 4096> part;
        int count;
        while ((count = ::BIO_read(::SSL_get_wbio(session_.get()), part.data(), int(part.size()))) >
               0)
        {
            socket_.sendall({part.data(), std::size_t(count)});
        }
    }

    connection const& socket_;
    std::unique_ptr<SSL, release> session_;
};

double delay = 0;
int requests = 0;
int most_requests = 0;

std::string answer(std::string const& path)
{
    std::string body;
    if (path == "most")
    {
        body = std::to_string(most_requests);
    }
    else
    {
        most_requests = std::max(most_requests, ++requests);
        int const wanted = path.starts_with("all") ? std::stoi(path.substr(3)) : 0;
        do
        {
            gevent::sleep(delay);
        } while (most_requests < wanted);
        --requests;
        for (int i = 0; i != 100; ++i)
        {
            body += path;
        }
    }
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

template <class Stream>
void serve(Stream stream)
{
    std::string text;
    for (std::string part; !(part = stream.recv()).empty();)
    {
        text += part;
        for (std::size_t end; (end = text.find("\r\n\r\n")) != text.npos; text.erase(0, end + 4))
        {
            auto const begin = text.find('/') + 1;
            std::string const path = text.substr(begin, text.find(' ', begin) - begin);
            std::string const all = answer(path);
            if (path.starts_with("half"))
            {
                stream.send(all.substr(0, all.size() - path.size() * 50));
                while (!stream.recv().empty())
                {}
                return;
            }
            stream.send(all);
        }
    }
}

}  // namespace

int main(int argc, char** argv)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    delay = argc > 1 ? std::stod(argv[1]) : 0;
    std::unique_ptr<SSL_CTX, release> const context(::SSL_CTX_new(::TLS_server_method()));
    bool const is_encrypted = argc > 3;
    if (is_encrypted &&
        (::SSL_CTX_use_certificate_chain_file(context.get(), argv[2]) != 1 ||
         ::SSL_CTX_use_PrivateKey_file(context.get(), argv[3], SSL_FILETYPE_PEM) != 1))
    {
        std::cerr << "web_server: the certificate or its key cannot be used\n";
        return 1;
    }
    gevent::server::StreamServer server(
        gevent::socket::address("127.0.0.1", 0),
        [&](connection const& client, auto const&) {
            try
            {
                is_encrypted ? serve(encrypted(client, context.get())) : serve(plain(client));
            }
            catch (quartet::OSError const&)
            {
                // The client is gone.
            }
        },
        {.backlog = 1000});
    server.start();
    std::cout << server.server_port() << std::endl;
    server.serve_forever();
}
