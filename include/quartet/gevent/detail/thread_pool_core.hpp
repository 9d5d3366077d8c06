// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_DETAIL_THREAD_POOL_CORE_HPP
#define QUARTET_GEVENT_DETAIL_THREAD_POOL_CORE_HPP

#include <quartet/concurrent/futures/errors.hpp>
#include <quartet/gevent/detail/places.hpp>
#include <quartet/gevent/event/async_result.hpp>

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace quartet::gevent::detail {

/// Something that a thread of a ThreadPool does.
class QUARTET_DECL thread_job
{
public:
    thread_job() = default;
    thread_job(thread_job const&) = delete;
    thread_job& operator=(thread_job const&) = delete;
    virtual ~thread_job() = default;
    virtual void run() noexcept = 0;
};

/// A call whose result is set in the thread. If it is never made, the result is CancelledError.
template <class R, class F, class... Args>
class thread_job_of final : public thread_job
{
public:
    template <class G, class... As>
    explicit thread_job_of(G&& f, As&&... args)
        : call_(std::in_place, std::forward<G>(f), std::forward<As>(args)...)
    {}
    ~thread_job_of() override
    {
        if (call_)
        {
            result.set_exception(concurrent::futures::CancelledError());
        }
    }

    void run() noexcept override
    {
        try
        {
            if constexpr (std::is_void_v<R>)
            {
                invoke();
                call_.reset();
                result.set();
            }
            else
            {
                R value = invoke();
                call_.reset();
                result.set(std::move(value));
            }
        }
        catch (...)
        {
            call_.reset();
            result.set_exception(std::current_exception());
        }
    }

    event::AsyncResult<R> const result;

private:
    R invoke()
    {
        return std::apply(
            [](F& f, Args&... args) -> R { return std::invoke(std::move(f), std::move(args)...); },
            *call_);
    }

    std::optional<std::tuple<F, Args...>> call_;  // until it was called
};

/// The threads of a ThreadPool, and who waits for one.
class QUARTET_DECL thread_pool_core : public std::enable_shared_from_this<thread_pool_core>
{
public:
    explicit thread_pool_core(std::size_t maxsize);
    ~thread_pool_core();

    /// When there is a place for it, for which it waits.
    void run(std::unique_ptr<thread_job> job);

    /// The same, without waiting.
    void run_later(std::unique_ptr<thread_job> job);

    /// Whether the caller is one of the threads.
    bool is_own_thread() const noexcept;

    /// @return false if the time was over before.
    bool join(timeout const& limit);

    /// Ends the threads, when what they do is done.
    void end();

    std::size_t size() const;
    std::size_t tasks() const noexcept { return places_.taken(); }
    std::size_t maxsize() const noexcept { return *places_.most(); }
    void maxsize(std::size_t value);

private:
    struct crew;
    struct place;

    void submit(place taken, std::unique_ptr<thread_job> job);

    places places_;
    mutable quartet::detail::short_mutex mutex_;  // guards the rest
    std::unique_ptr<crew> crew_;                  // made when there is something to do
    std::vector<std::unique_ptr<crew>> retired_;  // when maxsize was another one
};

}  // namespace quartet::gevent::detail

#endif
