// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// expect: quartet: the items of this queue cannot be serialised
#include <quartet/multiprocessing/queue.hpp>

struct opaque
{
    int* data;
};

int main()
{
    quartet::multiprocessing::Queue<opaque> q;
}
