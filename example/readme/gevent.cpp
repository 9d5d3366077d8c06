// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <quartet/gevent.hpp>
#include <iostream>

namespace gevent = quartet::gevent;

int main()
{
    gevent::queue::Queue<int> jobs;
    auto worker = gevent::spawn([&] {
        for (int job : jobs) std::cout << "job " << job << '\n';  // until the queue is shut down
        return "worker done";
    });
    for (int job : {1, 2}) { jobs.put(job); gevent::sleep(0.01); }
    jobs.shutdown();
    std::cout << worker.get() << '\n';

    auto sleeper = gevent::spawn([] { gevent::sleep(3600); });
    auto limit = gevent::Timeout::start_new(0.05);  // to the end of its scope
    try { sleeper.join(); }
    catch (gevent::Timeout const& over) { std::cout << over.what() << " are over\n"; }
    sleeper.kill();
}
