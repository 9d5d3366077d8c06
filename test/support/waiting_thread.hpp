// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_SUPPORT_WAITING_THREAD_HPP
#define QUARTET_TEST_SUPPORT_WAITING_THREAD_HPP

#include <atomic>
#include <exception>
#include <thread>
#include <unistd.h>
#include <utility>

#include "support/asleep.hpp"
#include "support/poll_until.hpp"

namespace quartet_test {

/// A thread whose work is to wait for something. When it is made, the thread sleeps.
class waiting_thread
{
public:
    template <class Work>
    explicit waiting_thread(Work work)
        : thread_([this, work = std::move(work)]() mutable {
            id_ = ::gettid();
            try
            {
                work();
            }
            catch (...)
            {
                error_ = std::current_exception();
            }
        })
    {
        poll_until([this] { return id_ != 0; });
        until_asleep(id_);
    }
    ~waiting_thread()
    {
        if (thread_.joinable())
        {
            thread_.join();
        }
    }

    /// Waits for its end. @throws what the work threw
    void join()
    {
        thread_.join();
        if (error_)
        {
            std::rethrow_exception(error_);
        }
    }

private:
    std::atomic<pid_t> id_ = 0;
    std::exception_ptr error_;
    std::thread thread_;
};

}  // namespace quartet_test

#endif
