// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_SUPPORT_CERTIFICATE_HPP
#define QUARTET_TEST_SUPPORT_CERTIFICATE_HPP

#include <filesystem>
#include <stdexcept>
#include <string>

#include "support/program_run.hpp"

namespace quartet_test {

/// A certificate for localhost and 127.0.0.1, signed by itself, and its key.
struct certificate
{
    temporary_directory directory;
    std::string file = directory.path() / "certificate.pem";
    std::string key = directory.path() / "key.pem";

    certificate()
    {
        auto const made = program_run(
                              {"/usr/bin/openssl",
                               "req",
                               "-x509",
                               "-nodes",
                               "-newkey",
                               "ec",
                               "-pkeyopt",
                               "ec_paramgen_curve:P-256",
                               "-days",
                               "2",
                               "-subj",
                               "/CN=localhost",
                               "-addext",
                               "subjectAltName=DNS:localhost,IP:127.0.0.1",
                               "-keyout",
                               key,
                               "-out",
                               file},
                              directory.path(),
                              output_to::pipe)
                              .wait();
        if (made.exit_code != 0)
        {
            throw std::runtime_error("openssl makes no certificate: " + made.output);
        }
    }
};

}  // namespace quartet_test

#endif
