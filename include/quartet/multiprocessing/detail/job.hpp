// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MULTIPROCESSING_DETAIL_JOB_HPP
#define QUARTET_MULTIPROCESSING_DETAIL_JOB_HPP

#include <quartet/detail/cargo.hpp>
#include <quartet/detail/code_address.hpp>
#include <quartet/detail/config.hpp>
#include <quartet/timeout.hpp>

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <streambuf>
#include <string>
#include <string_view>
#include <vector>

namespace quartet::multiprocessing::detail {

/// What a worker calls for a task: reads the callable and its arguments, and writes the result.
using task_entry = void (*)(std::streambuf& in, std::streambuf& out);

/// One thing for one worker to do, already in bytes.
struct task_description
{
    quartet::detail::code_address entry;
    std::string payload;
    std::vector<std::shared_ptr<void const>> pins;
    std::exception_ptr error;  ///< set: it is no task, but failed before it could be one
};

/// Whoever hears how a task ended.
class QUARTET_DECL task_owner
{
public:
    virtual ~task_owner() = default;

    /// A task is done: what it wrote, or why it failed. The pool's mutex is held.
    virtual void finish(std::size_t index, std::string result, std::exception_ptr error) = 0;

    bool is_recalled = false;  ///< its tasks shall not run; guarded by the pool's mutex
};

/// The tasks of one call of a pool, and what has become of them. Results stay bytes here.
class QUARTET_DECL job
{
public:
    virtual ~job() = default;

    /// The number of tasks that were added.
    virtual std::size_t size() const = 0;

    /// Adds a task to a job that is not sealed.
    virtual void add(task_description) = 0;

    /// No further tasks will be added.
    virtual void seal() = 0;

    /// Whether all of its tasks are done, and it is sealed.
    virtual bool ready() const = 0;

    /// Waits until it is ready. @throws RuntimeError in a callback of the pool, which must not.
    virtual bool wait(timeout const&) = 0;

    /// Waits until a certain task is done.
    virtual bool wait_task(std::size_t index, timeout const&) = 0;

    /// Waits for the N-th task in the order in which they are done. @return its index.
    virtual std::optional<std::size_t> wait_completion(std::size_t n, timeout const&) = 0;

    /// Of a task that is done: why it failed, or null.
    virtual std::exception_ptr error(std::size_t index) const = 0;

    /// Of a task that is done: what it wrote.
    virtual std::string_view result(std::size_t index) const = 0;

    /// How a task ended.
    struct outcome
    {
        std::string result;
        std::exception_ptr error;
    };

    /// Of a task that is done, for a reader who reads each task once: the job forgets it.
    virtual outcome take(std::size_t index) = 0;

    /// Of a job that is ready: the error of the first task that failed, in their order.
    virtual std::exception_ptr first_error() const = 0;

    /// Of a job that is ready: calls visit with what each task wrote, in their order.
    virtual void for_each_result(std::function<void(std::string_view)> const& visit) const = 0;

protected:
    job() = default;
};

}  // namespace quartet::multiprocessing::detail

#endif
