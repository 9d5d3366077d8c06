// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_DETAIL_TASK_VALUE_HPP
#define QUARTET_ASYNCIO_DETAIL_TASK_VALUE_HPP

#include <quartet/asyncio/coroutine.hpp>
#include <quartet/asyncio/detail/task_core.hpp>

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

namespace quartet::asyncio::detail {

/// A task with its coroutine, and the value of that.
template <class T>
class task_value final : public task_core
{
    using stored = std::conditional_t<std::is_void_v<T>, std::monostate, std::optional<T>>;

public:
    task_value(loop_core& loop, Coroutine<T> what)
        : task_core(loop)
        , coroutine_(std::move(what))
    {}
    ~task_value() override { report_lost_error(); }

    /// @throws RuntimeError if the coroutine was awaited before.
    void begin(bool eager) { start(coroutine_.fresh_promise(), eager); }

    void* slot() noexcept override { return &value_; }

private:
    std::exception_ptr settle() noexcept override
    {
        auto& ended = coroutine_.promise();
        std::exception_ptr error = std::move(ended.error);
        if constexpr (!std::is_void_v<T>)
        {
            if (error == nullptr)
            {
                try
                {
                    value_.emplace(std::move(*ended.value));
                }
                catch (...)
                {
                    error = std::current_exception();
                }
            }
        }
        discard();
        return error;
    }

    void discard() noexcept override { coroutine_.close(); }

    Coroutine<T> coroutine_;
    [[no_unique_address]] stored value_;
};

}  // namespace quartet::asyncio::detail

#endif
