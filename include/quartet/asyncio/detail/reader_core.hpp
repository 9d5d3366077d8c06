// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_DETAIL_READER_CORE_HPP
#define QUARTET_ASYNCIO_DETAIL_READER_CORE_HPP

#include <quartet/asyncio/detail/promise.hpp>
#include <quartet/asyncio/detail/ref.hpp>
#include <quartet/asyncio/detail/stream_buffer.hpp>
#include <quartet/asyncio/detail/task_core.hpp>
#include <quartet/asyncio/detail/transport_core.hpp>
#include <quartet/detail/config.hpp>

#include <concepts>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

namespace quartet::asyncio::detail {

class stream_read;

/// What has come, and the one who waits for more. Shared by the handles to a reader.
class QUARTET_DECL reader_core : public counted<reader_core>
{
public:
    explicit reader_core(std::size_t limit);

    void append(std::string_view bytes);
    void end() noexcept;
    void fail(std::exception_ptr error) noexcept;
    std::exception_ptr const& error() const noexcept { return error_; }

    bool has_ended() const noexcept { return buffer_.has_ended(); }
    bool is_at_end() const noexcept { return has_ended() && buffer_.size() == 0; }

    /// Where it comes from; paused while there is more than twice the limit. Null: nowhere.
    void source(ref<transport_core> from) noexcept { source_ = std::move(from); }

private:
    friend class stream_read;

    bool decides(stream_wish& what) const noexcept
    {
        return error_ != nullptr || buffer_.decides(what);
    }
    bool is_awaited() const noexcept;
    void tell() noexcept;
    std::string take(stream_wish& what);
    void resume();

    stream_buffer buffer_;
    std::exception_ptr error_;
    stream_read* reads_ = nullptr;  // who waits, or was told and has not had his turn
    ref<transport_core> source_;
};

/// How a task reads.
class QUARTET_DECL stream_read : public awaiter_tag, private suspension
{
public:
    stream_read(ref<reader_core> from, stream_wish what) noexcept
        : suspension(how)
        , from_(std::move(from))
        , wish_(std::move(what))
    {}
    ~stream_read();

    /// @throws RuntimeError if another task waits for what comes.
    bool await_ready();

    template <std::derived_from<promise_base> Promise>
    void await_suspend(std::coroutine_handle<Promise> by)
    {
        begin(task_of(by.promise()));
    }

    std::string await_resume()
    {
        if (task_ != nullptr)
        {
            leave();
            task_->check_cancelled();
        }
        return from_->take(wish_);
    }

private:
    friend class reader_core;

    void begin(task_core& task);
    void leave() noexcept;
    static bool cancel(suspension& which, std::string const& message);
    static constexpr kind how{&cancel, "StreamReader.read"};

    ref<reader_core> from_;
    stream_wish wish_;
    task_core* task_ = nullptr;
    bool is_told_ = false;
};

}  // namespace quartet::asyncio::detail

#endif
