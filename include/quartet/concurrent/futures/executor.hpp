// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_CONCURRENT_FUTURES_EXECUTOR_HPP
#define QUARTET_CONCURRENT_FUTURES_EXECUTOR_HPP

#include <quartet/concurrent/futures/future.hpp>
#include <quartet/detail/at_least.hpp>

#include <deque>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

namespace quartet::concurrent::futures {

/// Something that runs calls elsewhere (Python: `concurrent.futures.Executor`).
/**
 * What all executors have in common; they also have submit() and map(), which are templates. An
 * executor's destructor is shutdown(), as leaving Python's `with` is.
 */
class QUARTET_DECL Executor
{
public:
    virtual ~Executor() = default;
    Executor(Executor const&) = delete;
    Executor& operator=(Executor const&) = delete;

    /// Takes no further calls. What was submitted still runs.
    /// @param wait waits until everything is done and the workers have ended.
    /// @param cancel_futures cancels what has not begun.
    virtual void shutdown(bool wait = true, bool cancel_futures = false) = 0;

protected:
    Executor() = default;
};

/// The keyword arguments of Executor::map: `ex.map({.buffersize = 10}, f, range)`
struct MapOptions
{
    timeout limit =
        {};  ///< seconds, from the call of map(); then the iteration throws TimeoutError

    /// How many elements are one task. Only ProcessPoolExecutor heeds it.
    int chunksize = 1;

    /// How many tasks are submitted ahead of the results that were taken; none: all at once.
    std::optional<int> buffersize = {};
};

/// The results of Executor::map, in order: an input range. Those that are not taken are cancelled when
/// it is destroyed, or when one throws.
template <class T>
class map_results
{
public:
    class iterator
    {
    public:
        using value_type = T;
        using difference_type = std::ptrdiff_t;

        T& operator*() const { return *of_->current_; }
        T* operator->() const { return &*of_->current_; }
        iterator& operator++()
        {
            of_->current_ = of_->next();
            return *this;
        }
        void operator++(int) { ++*this; }
        bool operator==(std::default_sentinel_t) const { return !of_->current_; }

    private:
        friend class map_results;
        explicit iterator(map_results* of)
            : of_(of)
        {}
        map_results* of_;
    };

    /// For executors: `submit_next` submits the next task, and gives none at the end. `unpack` gets
    /// the values of one.
    template <class Value>
    map_results(
        MapOptions const& options,
        std::function<std::optional<Future<Value>>()> submit_next,
        std::function<void(Value, std::deque<T>&)> unpack)
        : end_(options.limit)
        , tasks_(std::make_unique<source<Value>>(
              options.buffersize, std::move(submit_next), std::move(unpack)))
    {}

    map_results(map_results&&) noexcept = default;
    map_results& operator=(map_results&&) noexcept = default;

    /// The next result; none at the end. @throws what the call threw. @throws TimeoutError.
    std::optional<T> next()
    {
        while (ready_.empty() && tasks_)
        {
            try
            {
                if (!tasks_->take(ready_, end_))
                {
                    tasks_.reset();
                }
            }
            catch (...)
            {
                tasks_.reset();  // cancels the rest
                throw;
            }
        }
        if (ready_.empty())
        {
            return {};
        }
        std::optional<T> value(std::move(ready_.front()));
        ready_.pop_front();
        return value;
    }

    /// Waits for the first.
    iterator begin()
    {
        current_ = next();
        return iterator(this);
    }
    std::default_sentinel_t end() const noexcept { return {}; }

private:
    struct any_source
    {
        virtual ~any_source() = default;
        /// Waits for the next task. @return false at the end.
        virtual bool take(std::deque<T>& to, quartet::detail::deadline const& end) = 0;
    };

    template <class Value>
    class source final : public any_source
    {
    public:
        source(
            std::optional<int> buffersize,
            std::function<std::optional<Future<Value>>()> submit_next,
            std::function<void(Value, std::deque<T>&)> unpack)
            : submit_next_(std::move(submit_next))
            , unpack_(std::move(unpack))
        {
            quartet::detail::at_least(1, "buffersize", buffersize.value_or(1));
            for (int ahead = 0; ahead != buffersize.value_or(-1) && submit(); ++ahead)
            {}
        }
        ~source() override
        {
            for (auto& each : tasks_)
            {
                each.cancel();
            }
        }

        bool take(std::deque<T>& to, quartet::detail::deadline const& end) override
        {
            if (tasks_.empty())
            {
                return false;
            }
            Future<Value> const first = tasks_.front();
            if (!first.core().wait(end))
            {
                throw TimeoutError("map: the result was not there in time");
            }
            tasks_.pop_front();
            submit();
            unpack_(first.result(), to);
            return true;
        }

    private:
        bool submit()
        {
            if (auto next = submit_next_ ? submit_next_() : std::nullopt)
            {
                tasks_.push_back(std::move(*next));
                return true;
            }
            submit_next_ = nullptr;
            return false;
        }

        std::function<std::optional<Future<Value>>()> submit_next_;
        std::function<void(Value, std::deque<T>&)> unpack_;
        std::deque<Future<Value>> tasks_;
    };

    quartet::detail::deadline end_;
    std::unique_ptr<any_source> tasks_;
    std::deque<T> ready_;
    std::optional<T> current_;
};

}  // namespace quartet::concurrent::futures

#endif
