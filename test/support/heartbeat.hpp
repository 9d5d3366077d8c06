// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_SUPPORT_HEARTBEAT_HPP
#define QUARTET_TEST_SUPPORT_HEARTBEAT_HPP

#include <quartet/gevent.hpp>

#include <algorithm>
#include <chrono>
#include <fstream>

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
    double share() const { return count_ / std::max(due_ + since_last_tick(), 1.0); }

private:
    using seconds = std::chrono::duration<double>;

    static constexpr seconds length{0.01};

    static seconds clock() { return std::chrono::steady_clock::now().time_since_epoch(); }

    /// How long this thread has waited for a processor that other programs had. No fault of its own.
    static seconds time_of_others()
    {
        std::ifstream file("/proc/thread-self/schedstat");
        double on_processor = 0;
        double waited = 0;
        file >> on_processor >> waited;
        return std::chrono::duration<double, std::nano>(waited);
    }

    double since_last_tick() const { return (clock() - time_of_others() - last_) / length; }

    void tick()
    {
        due_ += std::max(since_last_tick(), 1.0);
        last_ = clock() - time_of_others();
        ++count_;
    }

    double count_ = 0;
    double due_ = 0;
    seconds last_ = clock() - time_of_others();
    quartet::gevent::Greenlet<> ticks_ = quartet::gevent::spawn([this] {
        for (auto next = clock();; tick())
        {
            // A tick that was missed is not made up for.
            next = std::max(next + length, clock());
            quartet::gevent::sleep((next - clock()).count());
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
