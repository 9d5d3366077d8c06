// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_POOL_POOL_JOB_HPP
#define QUARTET_SRC_MULTIPROCESSING_POOL_POOL_JOB_HPP

#include <quartet/detail/wait_queue.hpp>
#include <quartet/multiprocessing/detail/job.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace quartet::multiprocessing::detail {

class local_pool;

/// A job of a pool in this process. Everything is guarded by the pool's mutex.
class pool_job final : public job, public task_owner, public std::enable_shared_from_this<pool_job>
{
public:
    pool_job(std::shared_ptr<local_pool> pool, std::function<void()> on_done)
        : pool_(std::move(pool))
        , on_done_(std::move(on_done))
    {}

    std::size_t size() const override;
    void add(task_description) override;
    void seal() override;
    bool ready() const override;
    bool wait(timeout const&) override;
    bool wait_task(std::size_t index, timeout const&) override;
    std::optional<std::size_t> wait_completion(std::size_t n, timeout const&) override;
    std::exception_ptr error(std::size_t index) const override;
    std::string_view result(std::size_t index) const override;
    std::exception_ptr first_error() const override;
    void for_each_result(std::function<void(std::string_view)> const& visit) const override;
    outcome take(std::size_t index) override;

    // --- for the pool, which holds its mutex ---

    /// Makes room for one more task. @return its index.
    std::size_t extend()
    {
        entries_.emplace_back();
        return forgotten_ + entries_.size() - 1;
    }

    /// A task is done.
    void finish(std::size_t index, std::string result, std::exception_ptr error) override;

private:
    struct entry
    {
        bool done = false;
        bool taken = false;
        std::string result;
        std::exception_ptr error;
    };

    entry& at(std::size_t index) { return entries_[index - forgotten_]; }
    entry const& at(std::size_t index) const { return entries_[index - forgotten_]; }

    /// Locks. @throws ValueError in another process, where the mutex may be locked for ever.
    std::unique_lock<std::mutex> own() const;

    bool all_done() const { return sealed_ && done_ == forgotten_ + entries_.size(); }
    void announce();

    template <class Ready>
    bool look_for(std::unique_lock<std::mutex>& lock, Ready ready);

    template <class Ready>
    bool wait_for(quartet::detail::wait_queue& queue, timeout const& limit, Ready ready);

    std::shared_ptr<local_pool> pool_;
    std::function<void()> on_done_;
    quartet::detail::wait_queue for_all_;   // who waits until all is done
    quartet::detail::wait_queue for_some_;  // and for less
    std::deque<entry> entries_;
    std::size_t forgotten_ = 0;            // entries before them, which were taken
    std::size_t done_ = 0;                 // all that are done, the forgotten among them
    std::deque<std::size_t> completions_;  // indices, in the order in which they were done
    std::size_t taken_ = 0;                // completions before them
    bool sealed_ = false;
};

}  // namespace quartet::multiprocessing::detail

#endif
