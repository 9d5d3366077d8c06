// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#ifndef QUARTET_BENCH_QUEUE_MUTEX_DEQUE_HPP
#define QUARTET_BENCH_QUEUE_MUTEX_DEQUE_HPP

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>

namespace bench {

// The peer of Queue<int>: what one writes by hand.
class mutex_deque
{
public:
    explicit mutex_deque(std::size_t most)
        : most_(most)
    {}

    void put(int item)
    {
        {
            std::unique_lock lock(mutex_);
            not_full_.wait(lock, [this] { return items_.size() < most_; });
            items_.push_back(item);
        }
        not_empty_.notify_one();
    }

    int get()
    {
        int item;
        {
            std::unique_lock lock(mutex_);
            not_empty_.wait(lock, [this] { return !items_.empty(); });
            item = items_.front();
            items_.pop_front();
        }
        not_full_.notify_one();
        return item;
    }

private:
    std::size_t const most_;
    std::mutex mutex_;
    std::condition_variable not_empty_;
    std::condition_variable not_full_;
    std::deque<int> items_;
};

}  // namespace bench

#endif
