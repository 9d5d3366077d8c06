// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_SUPPORT_HEARTBEAT_HPP
#define QUARTET_TEST_SUPPORT_HEARTBEAT_HPP

#include <quartet/gevent.hpp>

#include <algorithm>
#include <chrono>

#include "support/sanitizers.hpp"

namespace quartet_test {

/// How many of its ticks it has to have, at least. With a sanitizer, what runs takes longer.
inline constexpr double least_share = is_thread_sanitizer ? 0.1 : is_under_sanitizer ? 0.5 : 0.8;

/// A greenlet that ticks every 10 ms, so that one sees whether the thread was blocked.
class heartbeat
{
public:
    heartbeat() = default;
    ~heartbeat() { ticks_.kill(); }
    heartbeat(heartbeat const&) = delete;
    heartbeat& operator=(heartbeat const&) = delete;

    /// How many of its ticks it had, of those that it should have had until now.
    double share() const
    {
        return count_ / std::max((std::chrono::steady_clock::now() - begin_) / length, 1.0);
    }

private:
    static constexpr std::chrono::duration<double> length{0.01};

    std::chrono::steady_clock::time_point const begin_ = std::chrono::steady_clock::now();
    double count_ = 0;
    quartet::gevent::Greenlet<> ticks_ = quartet::gevent::spawn([this] {
        for (auto next = begin_;; ++count_)
        {
            // A tick that was missed is not made up for.
            next = std::max(
                next + std::chrono::duration_cast<std::chrono::nanoseconds>(length),
                std::chrono::steady_clock::now());
            quartet::gevent::sleep(next - std::chrono::steady_clock::now());
        }
    });
};

/// Does it again, a few times, while other programs of the machine take the time of the heart.
/// @return the best share of its ticks.
template <class Work>
double share_of_heartbeats(Work work)
{
    double best = 0;
    for (int i = 0; i != 5 && best < least_share; ++i)
    {
        heartbeat const heart;
        work();
        best = std::max(best, heart.share());
    }
    return best;
}

}  // namespace quartet_test

#endif
