// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "elsewhere.hpp"

#include <quartet/detail/forks.hpp>
#include <quartet/detail/short_mutex.hpp>
#include <quartet/errors.hpp>
#include <quartet/queue.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <utility>

#include "../detail/service_thread.hpp"

namespace quartet::gevent::monkey::detail {
namespace {

using job = std::function<void()>;

/// The threads of the process. Never destroyed: they outlive everything.
class crew
{
public:
    /// A forked child has none of its parent's threads.
    static crew& here()
    {
        static constinit std::atomic<crew*> current{nullptr};
        crew* found = current;
        if (found == nullptr || found->forks_ != quartet::detail::forks)
        {
            auto made = std::make_unique<crew>();
            if (current.compare_exchange_strong(found, made.get()))
            {
                found = made.release();
            }
        }
        return *found;
    }

    void submit(job what)
    {
        std::lock_guard const lock(mutex_);
        if (free_ > 0 || threads_ == most_threads)
        {
            jobs_.put(std::move(what));
            --free_;
        }
        else
        {
            start(std::move(what));
            ++threads_;
        }
        ++unfinished_;
    }

    std::size_t unfinished() const noexcept { return unfinished_; }

private:
    static constexpr int most_threads = 1024;
    static constexpr std::size_t stack_size = 1 << 20;
    static constexpr std::chrono::seconds longest_idle{10};

    /// What a thread begins with.
    struct start_of_thread
    {
        crew& in;
        job first;
    };

    void start(job what)
    {
        auto begin = std::make_unique<start_of_thread>(start_of_thread{*this, std::move(what)});
        if (int const error =
                quartet::detail::start_service_thread(stack_size, &run_thread, begin.get()))
        {
            throw OSError(error, "pthread_create");
        }
        begin.release();
    }

    static void* run_thread(void* argument)
    {
        std::unique_ptr<start_of_thread> const begin(static_cast<start_of_thread*>(argument));
        job now = std::exchange(begin->first, {});
        do
        {
            now();
        } while (begin->in.next(now));
        return nullptr;
    }

    /// @return false if there is nothing to do for long.
    bool next(job& now)
    {
        now = {};  // what it holds is gone before it counts as done
        {
            std::lock_guard const lock(mutex_);
            ++free_;
            --unfinished_;
        }
        for (;;)
        {
            try
            {
                now = jobs_.get(true, longest_idle);
                return true;
            }
            catch (queue::Empty const&)
            {
                std::lock_guard const lock(mutex_);
                if (free_ > 0)
                {
                    --free_;
                    --threads_;
                    return false;
                }
            }
        }
    }

    std::uint32_t const forks_ = quartet::detail::forks;
    quartet::detail::short_mutex mutex_;
    queue::SimpleQueue<job> jobs_;
    int free_ = 0;  // threads that have nothing to do, less what waits for one
    int threads_ = 0;
    std::atomic<std::size_t> unfinished_{0};
};

}  // namespace

void run_elsewhere(job what)
{
    crew::here().submit(std::move(what));
}

std::size_t count_elsewhere() noexcept
{
    return crew::here().unfinished();
}

}  // namespace quartet::gevent::monkey::detail
