// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// What has a Quartet of another version looks like this from outside.
#include <cstdint>
#include <iostream>
#include <string>
#include <sys/prctl.h>

namespace {

struct
{
    char magic[16] = "quartet.inspect";
    std::uint32_t version = 1000;
    std::uint32_t size = sizeof(*this);
} inspected [[gnu::section(".quartet"), gnu::used]];

}  // namespace

int main()
{
    ::prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
    std::cout << "ready" << std::endl;
    std::string line;
    std::getline(std::cin, line);
}
