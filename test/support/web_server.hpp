// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_SUPPORT_WEB_SERVER_HPP
#define QUARTET_TEST_SUPPORT_WEB_SERVER_HPP

#include <string>

#include "support/argument.hpp"
#include "support/certificate.hpp"
#include "support/program_tree.hpp"

namespace quartet_test {

/// A web server on loopback that answers after a while. See monkey/child/web_server.cpp.
class web_server
{
public:
    /// @param delay seconds.
    explicit web_server(std::string const& delay)
        : program_({argument("web_server"), delay})
    {}

    web_server(std::string const& delay, certificate const& its)
        : scheme_("https://")
        , program_({argument("web_server"), delay, its.file, its.key})
    {}

    std::string url(std::string const& path, std::string const& host = "127.0.0.1") const
    {
        return scheme_ + host + ':' + port_ + '/' + path;
    }

    static std::string body(std::string const& path)
    {
        std::string all;
        for (int i = 0; i != 100; ++i)
        {
            all += path;
        }
        return all;
    }

    std::string const& port() const { return port_; }

private:
    std::string scheme_ = "http://";
    program_tree program_;
    std::string port_ = program_.line();
};

}  // namespace quartet_test

#endif
