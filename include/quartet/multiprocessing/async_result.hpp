// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MULTIPROCESSING_ASYNC_RESULT_HPP
#define QUARTET_MULTIPROCESSING_ASYNC_RESULT_HPP

#include <quartet/multiprocessing/detail/task.hpp>
#include <quartet/multiprocessing/errors.hpp>

#include <functional>
#include <memory>
#include <utility>

namespace quartet::multiprocessing {

namespace detail {

/// Turns the bytes of a finished job into its value.
template <class T>
struct decode
{
    static T result(job const& of)
    {
        std::string_view const bytes = of.result(0);
        quartet::detail::memory_source source(bytes.data(), bytes.size());
        return quartet::detail::load<T>(source);
    }
};
template <>
struct decode<void>
{
    static void result(job const&) {}
};

/// The results of all chunks, one after the other.
template <class R>
struct joined_chunks
{
    using type = std::vector<R>;
    static std::vector<R> result(job const& of)
    {
        std::vector<R> values;
        of.for_each_result([&values](std::string_view bytes) {
            quartet::detail::memory_source source(bytes.data(), bytes.size());
            load_all(source, values);
        });
        return values;
    }
};
template <>
struct joined_chunks<void>
{
    using type = void;
    static void result(job const&) {}
};

}  // namespace detail

/// The result of apply_async, map_async or starmap_async (Python: `AsyncResult`).
/**
 * A handle: copies refer to the same result. It may outlive its pool.
 *
 * @par Thread safety
 * Safe.
 *
 * @par Blocking
 * wait() and get() block the calling thread or greenlet.
 *
 * @par Between processes
 * If the worker is killed, get() throws WorkerLostError. After Pool::terminate it throws
 * ProcessError. It never waits for what cannot come.
 */
template <class T>
class AsyncResult
{
public:
    /// Whether the call has ended.
    bool ready() const { return job_->ready(); }

    /// Whether it ended without an exception. @throws ValueError while it is not ready.
    bool successful() const
    {
        if (!ready())
        {
            throw ValueError("successful: the result is not ready");
        }
        return job_->first_error() == nullptr;
    }

    /// Waits until it is ready, or the time is over; see ready() for which.
    void wait(timeout limit = {}) const { job_->wait(limit); }

    /// The value. May be called again, also after a TimeoutError.
    /// @throws TimeoutError when the time is over. What the call threw; it is a RemoteTraceback
    /// too. @throws WorkerLostError.
    T get(timeout limit = {}) const
    {
        if (!job_->wait(limit))
        {
            throw TimeoutError("get: the result did not come in time");
        }
        if (auto error = job_->first_error())
        {
            std::rethrow_exception(error);
        }
        return decode_(*job_);
    }

private:
    friend class Pool;
    AsyncResult(std::shared_ptr<detail::job> job, T (*decode)(detail::job const&))
        : job_(std::move(job))
        , decode_(decode)
    {}

    std::shared_ptr<detail::job> job_;
    T (*decode_)(detail::job const&);
};

/// The keyword arguments of the `_async` calls. Both run in the pool's thread: keep them short,
/// and do not wait for the pool in them (it throws).
template <class T>
struct AsyncOptions
{
    std::function<void(T)> callback = {};                         ///< gets the value
    std::function<void(std::exception_ptr)> error_callback = {};  ///< gets the exception
};
template <>
struct AsyncOptions<void>
{
    std::function<void()> callback = {};
    std::function<void(std::exception_ptr)> error_callback = {};
};

}  // namespace quartet::multiprocessing

#endif
