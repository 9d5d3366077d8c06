// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MULTIPROCESSING_POOL_HPP
#define QUARTET_MULTIPROCESSING_POOL_HPP

#include <quartet/detail/at_least.hpp>
#include <quartet/multiprocessing/async_result.hpp>
#include <quartet/multiprocessing/detail/map_types.hpp>
#include <quartet/multiprocessing/detail/pool_engine.hpp>
#include <quartet/multiprocessing/detail/task.hpp>
#include <quartet/multiprocessing/imap_iterator.hpp>

#include <algorithm>
#include <concepts>
#include <limits>
#include <memory>
#include <optional>
#include <ranges>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace quartet::multiprocessing {

/// Worker processes that run functions (Python: `multiprocessing.Pool`).
/**
 * What a worker runs is a function, a captureless lambda or a serialisable function object;
 * arguments and results are anything that Boost.Serialization can serialise. A function that
 * returns nothing may be used too.
 *
 * A worker that is killed fails the task that it had begun, and no other, with WorkerLostError
 * (or the task is run again, see PoolOptions::retries), and is replaced. In Python the caller
 * waits for ever. An initializer that throws fails the pending and all further calls with its
 * exception.
 *
 * The destructor terminates, as leaving Python's `with` does.
 *
 * @par Example
 * @code
 * mp::Pool pool(4);
 * std::vector<int> squares = pool.map(square, std::vector{1, 2, 3});
 * mp::AsyncResult<int> r = pool.apply_async(square, 7);
 * @endcode
 *
 * @par Thread safety
 * Safe, except for destruction.
 *
 * @par Blocking
 * apply, map, starmap and join block the calling thread or greenlet. They throw RuntimeError when called in
 * a callback of the pool itself, where they would wait for ever.
 *
 * @par Between processes
 * Only the process that made it can use it. Its workers are daemonic, and end with this process.
 * They take no notice of Ctrl-C; they go when the program goes.
 */
class Pool
{
public:
    /// @param processes the number of workers; none: cpu_count(). @throws ValueError below 1.
    explicit Pool(std::optional<int> processes = {})
        : Pool(PoolOptions{}, processes)
    {}

    explicit Pool(PoolOptions options, std::optional<int> processes = {})
        : engine_(detail::pool_engine::start(options, processes, nullptr))
    {}

    /// Each worker first calls the initializer with these arguments.
    template <class F, class... Args>
    Pool(std::optional<int> processes, F&& initializer, Args&&... initargs)
        : Pool(
              PoolOptions{},
              processes,
              std::forward<F>(initializer),
              std::forward<Args>(initargs)...)
    {}

    template <class F, class... Args>
    Pool(PoolOptions options, std::optional<int> processes, F&& initializer, Args&&... initargs)
        : engine_(detail::pool_engine::start(
              options,
              processes,
              std::make_shared<detail::call_target<quartet::detail::call_for<F, Args...>>>(
                  std::forward<F>(initializer), std::forward<Args>(initargs)...)))
    {}

    Pool(Pool&&) noexcept = default;
    Pool& operator=(Pool&& other) noexcept
    {
        std::swap(engine_, other.engine_);
        return *this;
    }
    ~Pool()
    {
        if (engine_)
        {
            engine_->terminate();
        }
    }

    /// The result of f(args...) in a worker.
    template <class F, class... Args>
    auto apply(F&& f, Args&&... args)
    {
        return apply_async(std::forward<F>(f), std::forward<Args>(args)...).get();
    }

    /// The same, without waiting.
    template <class F, class... Args>
    auto apply_async(F&& f, Args&&... args)
    {
        using R = detail::call_result<F, Args...>;
        return submit_call<R>({}, std::forward<F>(f), std::forward<Args>(args)...);
    }

    template <class F, class... Args>
    auto apply_async(AsyncOptions<detail::call_result<F, Args...>> options, F&& f, Args&&... args)
    {
        using R = detail::call_result<F, Args...>;
        return submit_call<R>(std::move(options), std::forward<F>(f), std::forward<Args>(args)...);
    }

    /// f of each element, in order. Blocks until all are done, then throws the first exception.
    /// @param chunksize how many elements are one task; none: about four tasks a worker.
    /// @throws ValueError if it is less than 1.
    template <class F, std::ranges::input_range Range>
    auto map(F&& f, Range&& range, std::optional<int> chunksize = {})
    {
        return map_async(std::forward<F>(f), std::forward<Range>(range), chunksize).get();
    }

    /// The same, without waiting.
    template <class F, std::ranges::input_range Range>
    auto map_async(F&& f, Range&& range, std::optional<int> chunksize = {})
    {
        return submit_all<false, F>({}, f, range, chunksize);
    }

    template <class F, std::ranges::input_range Range>
    auto map_async(
        AsyncOptions<typename detail::joined_chunks<detail::map_result<F, Range, false>>::type>
            options,
        F&& f,
        Range&& range,
        std::optional<int> chunksize = {})
    {
        return submit_all<false, F>(std::move(options), f, range, chunksize);
    }

    /// As map; each element is a tuple or pair of arguments.
    template <class F, std::ranges::input_range Range>
    auto starmap(F&& f, Range&& range, std::optional<int> chunksize = {})
    {
        return starmap_async(std::forward<F>(f), std::forward<Range>(range), chunksize).get();
    }

    /// The same, without waiting.
    template <class F, std::ranges::input_range Range>
    auto starmap_async(F&& f, Range&& range, std::optional<int> chunksize = {})
    {
        return submit_all<true, F>({}, f, range, chunksize);
    }

    template <class F, std::ranges::input_range Range>
    auto starmap_async(
        AsyncOptions<typename detail::joined_chunks<detail::map_result<F, Range, true>>::type>
            options,
        F&& f,
        Range&& range,
        std::optional<int> chunksize = {})
    {
        return submit_all<true, F>(std::move(options), f, range, chunksize);
    }

    /// As map, but the results come one by one while the others are still being computed.
    /// A range that knows its size is sent out at once, as in Python; any other, such as an
    /// endless one, as its results are taken, a few chunks a worker ahead.
    template <class F, std::ranges::input_range Range>
    auto imap(F&& f, Range&& range, int chunksize = 1)
    {
        return iterate(true, std::forward<F>(f), std::forward<Range>(range), chunksize);
    }

    /// As imap, but in the order in which they are computed.
    template <class F, std::ranges::input_range Range>
    auto imap_unordered(F&& f, Range&& range, int chunksize = 1)
    {
        return iterate(false, std::forward<F>(f), std::forward<Range>(range), chunksize);
    }

    /// No further calls; the workers end when everything is done.
    void close() { engine_->close(); }

    /// Ends the workers at once. What is not done fails with ProcessError.
    void terminate() { engine_->terminate(); }

    /// Waits for the workers to end. @throws ValueError before close() or terminate().
    void join() { engine_->join(); }

private:
    template <class F, class Range, bool Unpack>
    using joined = detail::joined_chunks<detail::map_result<F, Range, Unpack>>;

    template <class F, class Range, bool Unpack>
    using sendable = detail::sendable_map<
        std::decay_t<F>,
        detail::map_argument<F, Range, Unpack>,
        detail::kept_result<detail::map_result<F, Range, Unpack>>>;

    // --- what the calls have in common ---

    template <class R, class Decode>
    static std::function<void()> when_done(
        AsyncOptions<R>& options,
        std::shared_ptr<std::weak_ptr<detail::job>> const& job,
        Decode decode)
    {
        if (!options.callback && !options.error_callback)
        {
            return {};
        }
        return [=, options = std::move(options)] {
            auto const done = job->lock();
            auto error = done->first_error();
            if constexpr (std::is_void_v<R>)
            {
                if (!error && options.callback)
                {
                    options.callback();
                }
            }
            else
            {
                std::optional<R> value;
                try
                {
                    if (!error && (options.callback || options.error_callback))
                    {
                        value.emplace(decode(*done));
                    }
                }
                catch (...)
                {
                    error = std::current_exception();  // get() throws it, too
                }
                if (value && options.callback)
                {
                    options.callback(std::move(*value));
                }
            }
            if (error && options.error_callback)
            {
                options.error_callback(error);
            }
        };
    }

    template <class R>
    AsyncResult<R> start(
        AsyncOptions<R> options, R (*decode)(detail::job const&), std::shared_ptr<detail::job>& job)
    {
        auto self = std::make_shared<std::weak_ptr<detail::job>>();
        job = engine_->begin(when_done<R>(options, self, decode));
        *self = job;
        return AsyncResult<R>(job, decode);
    }

    template <class R, class F, class... Args>
    AsyncResult<R> submit_call(AsyncOptions<R> options, F&& f, Args&&... args)
    {
        using Call = quartet::detail::call_for<F, Args...>;
        static_assert(
            sizeof(Call) != 0 && sizeof(detail::sendable_result<detail::kept_result<R>>) != 0);
        std::shared_ptr<detail::job> job;
        auto result = start<R>(std::move(options), &detail::decode<R>::result, job);
        Call const call(std::forward<F>(f), std::forward<Args>(args)...);
        job->add(detail::describe(
            detail::address_of_entry<&detail::run_call<Call, detail::kept_result<R>>>(),
            [&call](std::streambuf& out) { call.save(out); }));
        job->seal();
        return result;
    }

    /// The next chunk of a range as a task. @return nothing at the end of the range.
    template <bool Unpack, class F, class Range, class It, class End>
    static std::optional<detail::task_description> next_chunk(
        detail::packed_callable const& callable, It& it, End const& end, std::size_t chunksize)
    {
        using Arg = detail::map_argument<F, Range, Unpack>;
        using R = detail::kept_result<detail::map_result<F, Range, Unpack>>;
        if (it == end)
        {
            return {};
        }
        std::vector<Arg> chunk;
        chunk.reserve(std::min<std::size_t>(chunksize, 1 << 16));
        for (; it != end && chunk.size() < chunksize; ++it)
        {
            chunk.push_back(static_cast<Arg>(*it));
        }
        auto task = detail::describe(
            detail::address_of_entry<&detail::run_chunk<std::decay_t<F>, Arg, R, Unpack>>(),
            [&](std::streambuf& out) {
                out.sputn(
                    callable.bytes.data(), static_cast<std::streamsize>(callable.bytes.size()));
                detail::dump_all(out, chunk);
            });
        task.pins.insert(task.pins.end(), callable.pins.begin(), callable.pins.end());
        return task;
    }

    static std::size_t check_chunksize(int chunksize)
    {
        return static_cast<std::size_t>(quartet::detail::at_least(1, "chunksize", chunksize));
    }

    /// Python's default: about four chunks for each worker.
    std::size_t default_chunksize(std::size_t length) const
    {
        auto const shares = static_cast<std::size_t>(engine_->processes()) * 4;
        return std::max<std::size_t>(1, (length + shares - 1) / shares);
    }

    template <bool Unpack, class F, class Range>
    auto submit_all(
        AsyncOptions<typename joined<F, Range, Unpack>::type> options,
        std::decay_t<F> const& f,
        Range& range,
        std::optional<int> chunksize)
    {
        using Joined = joined<F, Range, Unpack>;
        static_assert(sizeof(sendable<F, Range, Unpack>) != 0);
        std::size_t size = chunksize ? check_chunksize(*chunksize) : 0;
        if constexpr (std::ranges::forward_range<Range>)
        {
            if (!chunksize)
            {
                size = default_chunksize(static_cast<std::size_t>(std::ranges::distance(range)));
            }
            std::shared_ptr<detail::job> job;
            auto result = start<typename Joined::type>(std::move(options), &Joined::result, job);
            auto const callable = detail::dump_callable(f);
            auto it = std::ranges::begin(range);
            auto const end = std::ranges::end(range);
            while (auto task = next_chunk<Unpack, F, Range>(callable, it, end, size))
            {
                job->add(std::move(*task));
            }
            job->seal();
            return result;
        }
        else
        {
            // As in Python, the whole input is taken first: its length decides the chunks.
            std::vector<std::ranges::range_value_t<Range>> all;
            for (auto&& value : range)
            {
                all.push_back(std::forward<decltype(value)>(value));
            }
            return submit_all<Unpack, F>(std::move(options), f, all, chunksize);
        }
    }

    template <class F, class Range>
    auto iterate(bool ordered, F&& f, Range&& range, int chunksize)
    {
        using R = detail::map_result<F, Range, false>;
        static_assert(sizeof(sendable<F, Range, false>) != 0);
        std::size_t const size = check_chunksize(chunksize);
        auto job = engine_->begin({});
        constexpr bool at_once = std::ranges::sized_range<Range>;
        auto const window = at_once ? std::numeric_limits<std::size_t>::max()
                                    : static_cast<std::size_t>(engine_->processes()) * 4;

        /// The input, kept for as long as chunks are taken from it.
        struct feed
        {
            detail::packed_callable callable;
            Range range;                                       // a reference, if it was an lvalue
            std::optional<std::ranges::iterator_t<Range>> it;  // not all have a default
            std::size_t size;

            bool operator()(detail::job& to)
            {
                try
                {
                    auto task =
                        next_chunk<false, F, Range>(callable, *it, std::ranges::end(range), size);
                    if (task)
                    {
                        to.add(std::move(*task));
                        return true;
                    }
                }
                catch (...)
                {
                    // An exception of the input itself is thrown at its position, and ends it.
                    detail::task_description failed;
                    failed.error = std::current_exception();
                    to.add(std::move(failed));
                }
                to.seal();
                return false;
            }
        };
        auto input = std::make_shared<feed>(
            feed{detail::dump_callable<std::decay_t<F>>(f), std::forward<Range>(range), {}, size});
        input->it.emplace(std::ranges::begin(input->range));
        return IMapIterator<detail::kept_result<R>>(
            std::move(job), ordered, window, [input](detail::job& to) { return (*input)(to); });
    }

    std::shared_ptr<detail::pool_engine> engine_;
};

}  // namespace quartet::multiprocessing

#endif
