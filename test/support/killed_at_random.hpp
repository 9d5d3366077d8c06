// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_SUPPORT_KILLED_AT_RANDOM_HPP
#define QUARTET_TEST_SUPPORT_KILLED_AT_RANDOM_HPP

#include <chrono>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "support/forked_peer.hpp"
#include "support/poll_until.hpp"
#include "support/shared_page.hpp"

namespace quartet_test {

/// Runs `step(i)` again and again in each of some processes, kills one after the other at random
/// moments, and waits each time until the others have gone on.
template <class Step>
void kill_at_random(int workers, int kills, Step step)
{
    shared_page progress;
    auto const start = [&](int number) {
        return std::make_unique<forked_peer>([&, number] {
            for (;; ++progress[number])
            {
                step(number);
            }
            return true;
        });
    };
    std::vector<std::unique_ptr<forked_peer>> alive;
    for (int i = 0; i != workers; ++i)
    {
        alive.push_back(start(i));
    }
    std::minstd_rand random(1);
    for (int kill = 0; kill != kills; ++kill)
    {
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 1000));
        int const number = static_cast<int>(random() % workers);
        alive[number].reset();  // SIGKILL
        for (int i = 0; i != workers; ++i)
        {
            long const seen = progress[i];
            poll_until([&] { return i == number || progress[i] > seen; });
        }
        alive[number] = start(number);
    }
}

}  // namespace quartet_test

#endif
