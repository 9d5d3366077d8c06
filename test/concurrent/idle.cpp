// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// Whoever waits costs nothing: executors, futures, threads, barriers.
#include <quartet/concurrent/futures.hpp>
#include <quartet/threading/barrier.hpp>
#include <quartet/threading/timer.hpp>

#include <boost/test/unit_test.hpp>

#include <optional>

#include "support/cpu_time.hpp"
#include "support/poll_until.hpp"

namespace {

namespace futures = quartet::concurrent::futures;
namespace threading = quartet::threading;
using namespace quartet_test;

int identity(int x)
{
    return x;
}

BOOST_AUTO_TEST_CASE(waiting_costs_no_processor_time)
{
    futures::ThreadPoolExecutor threads(2);
    futures::ProcessPoolExecutor processes(2);
    threads.submit(identity, 1).result();
    processes.submit(identity, 1).result();

    futures::Future<int> never;
    threading::Thread waits_for_future([&] { never.exception(); });
    threading::Barrier two(2);
    threading::Thread waits_at_barrier([&] { two.wait(); });
    threading::Timer timer(std::nullopt, [] {});
    threading::Thread joins([&] { timer.join(); });
    timer.start();
    waits_for_future.start();
    waits_at_barrier.start();
    joins.start();
    poll_until([&] { return two.n_waiting() == 1; });

    BOOST_TEST((cpu_time_of_two_seconds() < idle_limit));

    never.set_result(1);
    timer.cancel();
    two.wait();
    waits_for_future.join();
    waits_at_barrier.join();
    joins.join();
}

}  // namespace
