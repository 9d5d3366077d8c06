// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <quartet/gevent/greenlet.hpp>
#include <quartet/gevent/hub.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <deque>
#include <random>
#include <stdexcept>

#include "support/row.hpp"

namespace {

constexpr int timers = 1'000'000;

/// When they fire: in no order, and soon, so that to wait is not what is measured.
class delays
{
public:
    std::chrono::microseconds next() { return std::chrono::microseconds(random_() % 100'000); }

private:
    std::minstd_rand random_{1};
};

double nanos(double seconds, int fired)
{
    if (fired != timers)
    {
        throw std::runtime_error("not all timers have fired");
    }
    return seconds / timers * 1e9;
}

/// Each is a greenlet, which gets its stack when it begins.
double ours()
{
    int fired = 0;
    double const seconds = bench::seconds(1, [&] {
        delays when;
        for (int i = 0; i != timers; ++i)
        {
            quartet::gevent::spawn_later(when.next(), [&fired] { ++fired; });
        }
        quartet::gevent::get_hub().join();
    });
    return nanos(seconds, fired);
}

double steady_timer()
{
    int fired = 0;
    double const seconds = bench::seconds(1, [&] {
        boost::asio::io_context io(1);
        std::deque<boost::asio::steady_timer> all;
        delays when;
        for (int i = 0; i != timers; ++i)
        {
            all.emplace_back(io, when.next());
            all.back().async_wait([&fired](auto) { ++fired; });
        }
        io.run();
    });
    return nanos(seconds, fired);
}

}  // namespace

int main(int argc, char** argv)
{
    bench::row row("gevent.timers", "1e6 timers armed and fired; ours are greenlets", "ns");
    row.ours(ours);
    row.peer("steady_timer", {.goal = 1.2, .least = 0.75}, steady_timer);
    return row.run(argc, argv, 3);
}
