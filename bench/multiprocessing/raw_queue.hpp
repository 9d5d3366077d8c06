// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#ifndef QUARTET_BENCH_MULTIPROCESSING_RAW_QUEUE_HPP
#define QUARTET_BENCH_MULTIPROCESSING_RAW_QUEUE_HPP

#include <boost/interprocess/ipc/message_queue.hpp>

#include <string>
#include <unistd.h>

namespace bench {

// The peer of Queue<int>: message_queue as it comes, shared with a fork.
class raw_queue
{
public:
    explicit raw_queue(char const* name)
        : name_("quartet_bench_" + std::to_string(getpid()) + '_' + name)
        , queue_(boost::interprocess::create_only, name_.c_str(), capacity, sizeof(long))
    {}

    raw_queue(raw_queue const&) = delete;
    raw_queue& operator=(raw_queue const&) = delete;

    ~raw_queue() { boost::interprocess::message_queue::remove(name_.c_str()); }

    void put(long value) { queue_.send(&value, sizeof value, 0); }

    long get()
    {
        long value;
        boost::interprocess::message_queue::size_type size;
        unsigned priority;
        queue_.receive(&value, sizeof value, size, priority);
        return value;
    }

    static constexpr int capacity = 1024;

private:
    std::string name_;
    boost::interprocess::message_queue queue_;
};

}  // namespace bench

#endif
