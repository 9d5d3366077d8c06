// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// Knows nothing of monkey patching. Ends with the number of its arguments.
#include <quartet/gevent.hpp>

#include <iostream>
#include <unistd.h>

int main(int argc, char** argv)
{
    char room[1 << 20];  // as much as main() may have
    room[0] = argv[0][0];
    bool has_run = false;
    auto const other = quartet::gevent::spawn([&] { has_run = true; });
    ::usleep(100);
    std::cout << (has_run ? "others run" : "others wait") << " in "
              << quartet::gevent::getcurrent().name() << '\n';
    other.join();
    return argc - 1 + (room[0] == 0);
}
