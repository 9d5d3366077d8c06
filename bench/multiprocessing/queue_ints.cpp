// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <quartet/multiprocessing.hpp>

#include "forked.hpp"
#include "raw_queue.hpp"
#include "support/row.hpp"

namespace mp = quartet::multiprocessing;

namespace {

constexpr int items = 400'000;

// One more than is counted: the first says that the producer has started.
template <class Queue>
void produce(Queue& q)
{
    for (int i = 0; i < 1 + items; ++i)
    {
        q.put(i);
    }
}

template <class Queue>
double consume(Queue& q)
{
    q.get();
    return items / 1e6 / bench::seconds(items, [&] { q.get(); });
}

double ours()
{
    mp::Queue<int> q(bench::raw_queue::capacity);
    mp::Process p([](mp::Queue<int> out) { produce(out); }, q);
    p.start();
    double const rate = consume(q);
    p.join();
    return rate;
}

double message_queue()
{
    bench::raw_queue q("ints");
    bench::forked p([&] { produce(q); });
    double const rate = consume(q);
    p.join();
    return rate;
}

}  // namespace

int main(int argc, char** argv)
{
    mp::freeze_support(argc, argv);
    bench::row row("mp.queue_ints", "Queue<int>, one producer, one consumer", "M/s");
    row.ours(ours);
    row.peer("message_queue", {.goal = 1, .least = 0.4}, message_queue);
    row.python("cpython", {.goal = 20, .least = 4}, "multiprocessing/queue_ints.py");
    return row.run(argc, argv, 9);
}
