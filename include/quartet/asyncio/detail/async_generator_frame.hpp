// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_DETAIL_ASYNC_GENERATOR_FRAME_HPP
#define QUARTET_ASYNCIO_DETAIL_ASYNC_GENERATOR_FRAME_HPP

#include <quartet/asyncio/detail/promise.hpp>
#include <quartet/asyncio/detail/ref.hpp>
#include <quartet/errors.hpp>
#include <quartet/generator/errors.hpp>

#include <concepts>
#include <coroutine>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

namespace quartet::asyncio {

template <class Yield, class Send>
class AsyncGenerator;

namespace detail {

template <class Yield, class Send>
class async_generator_promise : public promise_base
{
    // As in promise: it lies behind the two pointers of a frame.
    static_assert(
        alignof(Yield) <= 2 * sizeof(void*),
        "quartet: what a coroutine yields is aligned too strictly");

public:
    using sent_type = std::conditional_t<std::is_void_v<Send>, std::monostate, Send>;

    explicit async_generator_promise(char const* function = __builtin_FUNCTION()) noexcept
        : promise_base(function)
    {}

    std::coroutine_handle<async_generator_promise> get_return_object() noexcept
    {
        return std::coroutine_handle<async_generator_promise>::from_promise(*this);
    }

    /// Who awaits next() goes on.
    class yield_awaiter
    {
    public:
        explicit yield_awaiter(async_generator_promise& of) noexcept
            : of_(of)
        {}
        bool await_ready() const noexcept { return false; }
        void await_suspend(std::coroutine_handle<>) const noexcept
        {
            of_.task->go_on_with(of_.awaited_by);
        }
        Send await_resume() const
        {
            if (of_.thrown != nullptr)
            {
                std::rethrow_exception(std::exchange(of_.thrown, nullptr));
            }
            if constexpr (!std::is_void_v<Send>)
            {
                auto given = std::exchange(of_.sent, std::nullopt);
                return given ? std::move(*given) : Send();
            }
        }

    private:
        async_generator_promise& of_;
    };

    template <class Value>
    yield_awaiter yield_value(Value&& what)
    {
        static_assert(
            std::convertible_to<Value&&, Yield>,
            "quartet: this is not what the asynchronous generator yields; its Yield is its first "
            "parameter, and a value that cannot be copied takes std::move");
        value.emplace(std::forward<Value>(what));
        return yield_awaiter(*this);
    }

    void return_void() const noexcept {}

    /// Python: PEP 479.
    void unhandled_exception() noexcept
    {
        try
        {
            throw;
        }
        catch (StopIteration const&)
        {
            error = std::make_exception_ptr(RuntimeError("async generator raised StopIteration"));
        }
        catch (...)
        {
            error = std::current_exception();
        }
    }

    std::optional<Yield> value;
    std::optional<sent_type> sent;
    std::exception_ptr thrown;
};

/// The frame of an asynchronous generator; null when that has ended.
template <class Yield, class Send>
class async_generator_frame : public counted<async_generator_frame<Yield, Send>>
{
public:
    using promise_type = async_generator_promise<Yield, Send>;

    explicit async_generator_frame(std::coroutine_handle<promise_type> of) noexcept
        : frame_(of)
    {}
    ~async_generator_frame() { destroy(); }

    bool has_begun() const noexcept { return has_begun_; }
    bool has_ended() const noexcept { return !frame_; }
    bool is_running() const noexcept { return is_running_; }

    promise_type& promise() const noexcept { return frame_.promise(); }

    /// @return whether it has yielded or ended already.
    bool runs_for(promise_base& caller)
    {
        has_begun_ = is_running_ = true;
        promise_type& mine = promise();
        mine.awaited_by = &caller;
        mine.task = caller.task;
        return caller.task->runs_to_its_end(mine, caller);
    }

    /// It has yielded or ended. @throws what it has thrown.
    std::optional<Yield> take()
    {
        is_running_ = false;
        if (!frame_.done())
        {
            return std::exchange(promise().value, std::nullopt);
        }
        auto const error = promise().error;
        destroy();
        if (error != nullptr)
        {
            std::rethrow_exception(error);
        }
        return std::nullopt;
    }

    void destroy() noexcept
    {
        is_running_ = false;
        if (frame_)
        {
            std::exchange(frame_, nullptr).destroy();
        }
    }

private:
    std::coroutine_handle<promise_type> frame_;
    bool has_begun_ = false;
    bool is_running_ = false;
};

/// How a task waits for the next value.
template <class Yield, class Send>
class async_step
{
    using frame = async_generator_frame<Yield, Send>;
    using sent_type = typename frame::promise_type::sent_type;

public:
    async_step(ref<frame> of, std::optional<sent_type> sent, std::exception_ptr thrown)
        : of_(std::move(of))
        , sent_(std::move(sent))
        , thrown_(std::move(thrown))
    {}

    class awaiter : public awaiter_tag
    {
    public:
        explicit awaiter(async_step&& what)
            : step_(std::move(what))
        {}
        awaiter(awaiter const&) = delete;
        awaiter& operator=(awaiter const&) = delete;

        /// The coroutine may be destroyed where it waits. Then the generator cannot go on either: what
        /// it waits in belongs to the same task.
        ~awaiter()
        {
            if (is_on_)
            {
                step_.of_->destroy();
            }
        }

        /// @throws RuntimeError @throws TypeError
        bool await_ready() { return step_.is_over(); }

        template <std::derived_from<promise_base> Promise>
        bool await_suspend(std::coroutine_handle<Promise> by)
        {
            is_on_ = true;
            step_.hand_over();
            return !step_.of_->runs_for(by.promise());
        }

        std::optional<Yield> await_resume()
        {
            if (std::exchange(is_on_, false))
            {
                return step_.of_->take();
            }
            if (step_.throws_itself_)
            {
                std::rethrow_exception(step_.thrown_);
            }
            return std::nullopt;
        }

    private:
        async_step step_;
        bool is_on_ = false;
    };

    auto operator co_await() && { return awaiter(std::move(*this)); }

private:
    /// Whether there is nothing to run.
    bool is_over()
    {
        if (of_ == nullptr || of_->has_ended())
        {
            return true;
        }
        if (of_->is_running())
        {
            throw RuntimeError("asynchronous generator is already running");
        }
        if (of_->has_begun())
        {
            return false;
        }
        if (sent_)
        {
            throw TypeError("can't send non-None value to a just-started async generator");
        }
        if (thrown_ != nullptr)
        {
            of_->destroy();
            throws_itself_ = true;
        }
        return throws_itself_;
    }

    void hand_over()
    {
        of_->promise().sent = std::move(sent_);
        of_->promise().thrown = std::move(thrown_);
    }

    ref<frame> of_;
    std::optional<sent_type> sent_;
    std::exception_ptr thrown_;
    bool throws_itself_ = false;  // the generator never begins
};

}  // namespace detail
}  // namespace quartet::asyncio

#endif
