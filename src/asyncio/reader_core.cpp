// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/detail/reader_core.hpp>
#include <quartet/errors.hpp>

#include <string>

namespace quartet::asyncio::detail {

reader_core::reader_core(std::size_t limit)
    : buffer_(limit)
{
    if (limit == 0)
    {
        throw ValueError("limit: must be above 0, but is 0");
    }
}

// Who waits for more than the limit is not to wait for ever: there is no pause for him.
void reader_core::append(std::string_view bytes)
{
    if (buffer_.has_ended())
    {
        throw AssertionError("feed_data after feed_eof");
    }
    buffer_.append(bytes);
    tell();
    if (!is_awaited() && source_ != nullptr && buffer_.size() > 2 * buffer_.limit())
    {
        source_->pause_reading();
    }
}

void reader_core::end() noexcept
{
    buffer_.end();
    tell();
}

void reader_core::fail(std::exception_ptr error) noexcept
{
    error_ = std::move(error);
    tell();
}

bool reader_core::is_awaited() const noexcept
{
    return reads_ != nullptr && !reads_->is_told_;
}

/// Who waits comes next: what he needs, the system's memory of the connection, too, is in the
/// processor's cache now. After all others of a thousand it would not be.
void reader_core::tell() noexcept
{
    if (is_awaited() && decides(reads_->wish_))
    {
        reads_->is_told_ = true;
        reads_->task_->schedule_first();
    }
}

std::string reader_core::take(stream_wish& what)
{
    if (error_ != nullptr)
    {
        std::rethrow_exception(error_);
    }
    struct resumer
    {
        reader_core& self;
        ~resumer()
        {
            if (self.buffer_.size() <= self.buffer_.limit())
            {
                self.resume();
            }
        }
    } const at_end{*this};
    return buffer_.take(what);
}

void reader_core::resume()
{
    if (source_ != nullptr)
    {
        source_->resume_reading();
    }
}

stream_read::~stream_read()
{
    leave();  // the coroutine may be destroyed where it waits
}

void stream_read::leave() noexcept
{
    if (from_->reads_ == this)
    {
        from_->reads_ = nullptr;
    }
}

bool stream_read::await_ready()
{
    // What another one was told of is his, although he has not had his turn.
    bool const is_ours = from_->reads_ == nullptr || from_->is_awaited();
    if (is_ours && from_->decides(wish_))
    {
        return true;
    }
    if (from_->reads_ != nullptr)
    {
        throw RuntimeError(
            "read() called while another coroutine is already waiting for incoming data");
    }
    return false;
}

void stream_read::begin(task_core& task)
{
    task_ = &task;
    from_->reads_ = this;
    from_->resume();
    task.wait_in(*this);
}

bool stream_read::cancel(suspension& which, std::string const&)
{
    auto& self = static_cast<stream_read&>(which);
    self.leave();
    self.task_->schedule();
    return false;
}

}  // namespace quartet::asyncio::detail
