// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <quartet/threading/event.hpp>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "support/row.hpp"

namespace {

struct our_signal
{
    static constexpr int times = 50'000;
    quartet::threading::Event event;

    void send() { event.set(); }

    void receive()
    {
        event.wait();
        event.clear();
    }
};

struct flag
{
    static constexpr int times = 5'000;
    std::mutex mutex;
    std::condition_variable changed;
    bool is_set = false;

    void send()
    {
        {
            std::scoped_lock with(mutex);
            is_set = true;
        }
        changed.notify_one();
    }

    void receive()
    {
        std::unique_lock with(mutex);
        changed.wait(with, [this] { return is_set; });
        is_set = false;
    }
};

/// Microseconds.
template <class Signal>
double there_and_back()
{
    constexpr int times = Signal::times;
    Signal there;
    Signal back;
    std::jthread const echo([&] {
        for (int i = 0; i < times; ++i)
        {
            there.receive();
            back.send();
        }
    });
    return 1e6 / times * bench::seconds(times, [&] {
               there.send();
               back.receive();
           });
}

}  // namespace

int main(int argc, char** argv)
{
    bench::row row("threading.event", "Event to another thread and back", "us");
    row.ours(there_and_back<our_signal>);
    row.peer("condition_variable", {.goal = 1, .least = 0.75}, there_and_back<flag>);
    return row.run(argc, argv, 9);
}
