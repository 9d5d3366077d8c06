// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// Copies its lines, in a greenlet, until one is "end". Another greenlet is reading then.
#include <quartet/gevent.hpp>
#include <quartet/monkey.hpp>

#include <cstdio>
#include <iostream>
#include <string>

namespace gevent = quartet::gevent;

int main()
{
    gevent::monkey::patch_all();
    auto copies = gevent::spawn([] {
        for (std::string line; std::getline(std::cin, line) && line != "end";)
        {
            std::cout << line << '\n';
        }
    });
    auto says = gevent::spawn([] { std::cout << "others run\n" << std::flush; });
    copies.join();
    auto reads = gevent::spawn([] { return std::getchar(); });
    gevent::sleep(0.001);
    return reads.ready() ? 1 : 0;
}
