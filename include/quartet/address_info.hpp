// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ADDRESS_INFO_HPP
#define QUARTET_ADDRESS_INFO_HPP

#include <quartet/address.hpp>
#include <quartet/detail/config.hpp>
#include <quartet/errors.hpp>

#include <string>

namespace quartet {

/// A name is not known, or could not be looked up; `code()` holds EAI_NONAME, EAI_AGAIN, ...
/// (Python: `socket.gaierror`)
class QUARTET_TYPE_VISIBLE gaierror : public OSError
{
public:
    QUARTET_DECL gaierror(int error, std::string const& what);
};

/// One way to reach a host: what is a tuple in the list of Python's `getaddrinfo`.
struct address_info
{
    int family;
    int type;
    int proto;
    std::string canonname;
    address where;
};

}  // namespace quartet

#endif
