// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <quartet/multiprocessing.hpp>

#include "forked.hpp"
#include "raw_queue.hpp"
#include "support/row.hpp"

namespace mp = quartet::multiprocessing;

namespace {

constexpr int times = 5'000;

// A negative value ends it.
template <class Queue>
void echo(Queue& there, Queue& back)
{
    for (int i; (i = there.get()) >= 0;)
    {
        back.put(i);
    }
}

template <class Queue, class Process>
double round_trip(Queue& there, Queue& back, Process& p)
{
    auto const once = [&] {
        there.put(1);
        back.get();
    };
    bench::seconds(100, once);
    double const time = bench::seconds(times, once);
    there.put(-1);
    p.join();
    return 1e6 / times * time;
}

double ours()
{
    mp::Queue<int> there;
    mp::Queue<int> back;
    mp::Process p([](mp::Queue<int> in, mp::Queue<int> out) { echo(in, out); }, there, back);
    p.start();
    return round_trip(there, back, p);
}

double message_queue()
{
    bench::raw_queue there("there");
    bench::raw_queue back("back");
    bench::forked p([&] { echo(there, back); });
    return round_trip(there, back, p);
}

}  // namespace

int main(int argc, char** argv)
{
    mp::freeze_support(argc, argv);
    bench::row row("mp.queue_roundtrip", "Queue<int> to another process and back", "us");
    row.ours(ours);
    row.peer("message_queue", {.goal = 1, .least = 0.65}, message_queue);
    row.python("cpython", {.goal = 8, .least = 3}, "multiprocessing/queue_roundtrip.py");
    return row.run(argc, argv, 9);
}
