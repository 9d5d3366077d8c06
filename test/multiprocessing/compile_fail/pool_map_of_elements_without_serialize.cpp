// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// expect: quartet: the elements of this range cannot be serialised for another process; give their type a serialize() member
#include <quartet/multiprocessing/pool.hpp>

#include <string>
#include <vector>

struct record
{
    std::string name;
};

std::size_t length(record const& of)
{
    return of.name.size();
}

void call(quartet::multiprocessing::Pool& pool)
{
    pool.imap(length, std::vector<record>(3));
}
