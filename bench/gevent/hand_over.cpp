// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <quartet/gevent/greenlet.hpp>
#include <quartet/gevent/queue.hpp>

#include "support/row.hpp"

namespace {

namespace gevent = quartet::gevent;

constexpr int items = 500'000;

double ours()
{
    return bench::seconds(
               1,
               [] {
                   gevent::queue::Queue<int> there;
                   gevent::queue::Queue<int> back;
                   auto pong = gevent::spawn([&] {
                       for (int i = 0; i != items; ++i)
                       {
                           back.put(there.get());
                       }
                   });
                   auto ping = gevent::spawn([&] {
                       for (int i = 0; i != items; ++i)
                       {
                           there.put(i);
                           back.get();
                       }
                   });
                   ping.join();
                   pong.join();
               }) /
           (2 * items) * 1e9;
}

}  // namespace

int main(int argc, char** argv)
{
    bench::row row("gevent.queue", "an item from greenlet to greenlet, back and forth", "ns");
    row.ours(ours);
    row.python("gevent", {.goal = 20, .least = 8}, "gevent/hand_over.py");
    return row.run(argc, argv);
}
