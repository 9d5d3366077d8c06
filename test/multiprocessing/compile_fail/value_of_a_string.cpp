// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// expect: quartet: only a trivially copyable type can lie in shared memory
#include <quartet/multiprocessing/value.hpp>

#include <string>

int main()
{
    quartet::multiprocessing::Value<std::string> value;
}
