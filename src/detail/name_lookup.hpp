// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_NAME_LOOKUP_HPP
#define QUARTET_SRC_DETAIL_NAME_LOOKUP_HPP

#include <quartet/address_info.hpp>

#include <netdb.h>
#include <optional>
#include <string>
#include <vector>

namespace quartet::detail {

/// What getaddrinfo() is asked.
class name_lookup
{
public:
    /// @param port a number, or a name such as "http"; "": 0.
    name_lookup(
        std::optional<std::string> host,
        std::string port,
        int family,
        int type,
        int proto,
        int flags);

    struct answer
    {
        int error = 0;
        int system_error = 0;
        std::vector<address_info> ways = {};
    };

    /// The answer if host and port are numbers; else none: it may take long.
    std::optional<answer> quick() const;

    /// Blocks the thread.
    answer ask() const { return ask(0); }

    /// The ways of an answer. @throws gaierror, OSError
    std::vector<address_info> ways_of(answer&& found) const;

private:
    answer ask(int more_flags) const;

    std::optional<std::string> host_;
    std::string port_;
    addrinfo hints_{};
};

/// Throws what an EAI_ number means.
[[noreturn]] void throw_lookup_error(int error, int system_error, std::string const& what);

}  // namespace quartet::detail

#endif
