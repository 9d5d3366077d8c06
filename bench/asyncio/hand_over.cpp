// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <quartet/asyncio/gather.hpp>
#include <quartet/asyncio/queue.hpp>
#include <quartet/asyncio/run.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <stdexcept>

#include "support/row.hpp"

// One puts numbers into a queue for one item, another gets them.
namespace {

namespace asyncio = quartet::asyncio;
namespace asio = boost::asio;

constexpr int count = 500'000;
constexpr long expected = long(count) * (count - 1) / 2;

double nanos(double seconds, long sum)
{
    return sum == expected ? seconds / count * 1e9 : throw std::logic_error("queue");
}

asyncio::Coroutine<void> put_all(asyncio::Queue<int>& q)
{
    for (int i = 0; i != count; ++i)
    {
        co_await q.put(i);
    }
}

asyncio::Coroutine<void> get_all(asyncio::Queue<int>& q, long& sum)
{
    for (int i = 0; i != count; ++i)
    {
        sum += co_await q.get();
    }
}

asyncio::Coroutine<void> both(long& sum)
{
    asyncio::Queue<int> q(1);
    co_await asyncio::gather(put_all(q), get_all(q, sum));
}

double ours()
{
    long sum = 0;
    double const took = bench::seconds(1, [&] { asyncio::run(both(sum)); });
    return nanos(took, sum);
}

using channel = asio::experimental::channel<void(boost::system::error_code, int)>;

asio::awaitable<void> send_all(channel& to)
{
    for (int i = 0; i != count; ++i)
    {
        co_await to.async_send({}, i, asio::use_awaitable);
    }
}

asio::awaitable<void> receive_all(channel& from, long& sum)
{
    for (int i = 0; i != count; ++i)
    {
        sum += co_await from.async_receive(asio::use_awaitable);
    }
}

double asio_channel()
{
    long sum = 0;
    double const took = bench::seconds(1, [&] {
        asio::io_context io(1);
        channel between(io, 1);
        asio::co_spawn(io, send_all(between), asio::detached);
        asio::co_spawn(io, receive_all(between, sum), asio::detached);
        io.run();
    });
    return nanos(took, sum);
}

}  // namespace

int main(int argc, char** argv)
{
    bench::row row("asyncio.queue", "hand an item over in a queue for one", "ns");
    row.ours(ours);
    row.peer("asio_channel", {.goal = 1.5, .least = 1.0}, asio_channel);
    row.python("cpython", {.goal = 40, .least = 15}, "asyncio/hand_over.py");
    return row.run(argc, argv);
}
