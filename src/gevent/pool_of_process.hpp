// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_GEVENT_POOL_OF_PROCESS_HPP
#define QUARTET_SRC_GEVENT_POOL_OF_PROCESS_HPP

#include <quartet/detail/forks.hpp>
#include <quartet/gevent/threadpool.hpp>

#include <atomic>
#include <cstdint>

namespace quartet::gevent::detail {

/// A ThreadPool of the process, made when it is needed.
/** Never destroyed: whoever runs at the end may use it. A forked child gets one of its own. */
template <int most_threads>
class pool_of_process
{
public:
    threadpool::ThreadPool& get()
    {
        shared* found = current_.load(std::memory_order_acquire);
        while (found == nullptr || found->forks != quartet::detail::forks)
        {
            auto made = std::make_unique<shared>();
            made->of_the_parent = found;
            if (current_.compare_exchange_strong(found, made.get(), std::memory_order_acq_rel))
            {
                found = made.release();
            }
        }
        return found->pool;
    }

private:
    struct shared
    {
        std::uint32_t const forks = quartet::detail::forks;
        threadpool::ThreadPool pool{most_threads};
        shared* of_the_parent = nullptr;  // left as it is
    };

    std::atomic<shared*> current_{nullptr};
};

}  // namespace quartet::gevent::detail

#endif
