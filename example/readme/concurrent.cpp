// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <quartet/concurrent/futures.hpp>
#include <quartet/multiprocessing.hpp>
#include <iostream>

namespace futures = quartet::concurrent::futures;

int square(int x) { return x * x; }

int main(int argc, char** argv)
{
    quartet::multiprocessing::freeze_support(argc, argv);
    futures::ThreadPoolExecutor threads(4);
    futures::ProcessPoolExecutor processes(2);
    futures::Future<int> f = threads.submit(square, 7);
    std::cout << f.result() << '\n';
    for (int x : processes.map({.chunksize = 2}, square, std::vector{1, 2, 3}))
        std::cout << x << '\n';
}
