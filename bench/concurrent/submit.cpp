// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <quartet/concurrent/futures.hpp>

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include "support/row.hpp"

namespace futures = quartet::concurrent::futures;

namespace {

constexpr int tasks = 200'000;
constexpr int workers = 2;

void nothing() {}

double millions(double seconds)
{
    return tasks / 1e6 / seconds;
}

double ours()
{
    return millions(bench::seconds(1, [] {
        futures::ThreadPoolExecutor ex(workers);
        for (int i = 0; i != tasks; ++i)
        {
            ex.submit(nothing);
        }
    }));
}

double asio_thread_pool()
{
    return millions(bench::seconds(1, [] {
        boost::asio::thread_pool pool(workers);
        for (int i = 0; i != tasks; ++i)
        {
            boost::asio::post(pool, nothing);
        }
        pool.join();
    }));
}

}  // namespace

int main(int argc, char** argv)
{
    bench::row row(
        "futures.submit", "2e5 empty tasks through a ThreadPoolExecutor, 2 threads", "M/s");
    row.ours(ours);
    row.peer("asio_thread_pool", {.goal = 1.0, .least = 0.5}, asio_thread_pool);
    row.python("cpython", {.goal = 50, .least = 15}, "concurrent/submit.py");
    return row.run(argc, argv);
}
