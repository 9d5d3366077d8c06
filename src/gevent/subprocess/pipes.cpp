// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// The files that a user reads and writes.
#include <quartet/gevent/subprocess/pipe_reader.hpp>
#include <quartet/gevent/subprocess/pipe_writer.hpp>

#include <mutex>

#include "pipe_end.hpp"

namespace quartet::gevent::subprocess {

void pipe_writer::write(std::string_view bytes) const
{
    auto const kept = end_;  // another greenlet may destroy this handle
    std::scoped_lock const with(kept->lock());
    kept->write_all(bytes, "pipe_writer.write");
}

void pipe_writer::close() const noexcept
{
    end_->close();
}

bool pipe_writer::closed() const noexcept
{
    return !end_->is_open();
}

int pipe_writer::fileno() const
{
    return end_->get();
}

std::string pipe_reader::read(std::ptrdiff_t size) const
{
    auto const kept = end_;
    std::scoped_lock const with(kept->lock());
    kept->get();
    auto const wanted = static_cast<std::size_t>(size);  // a negative one is the largest
    while (kept->ahead().size() < wanted && kept->read_ahead("pipe_reader.read"))
    {}
    return size < 0 ? kept->take_all() : kept->take(wanted);
}

std::string pipe_reader::read1(std::ptrdiff_t size) const
{
    auto const kept = end_;
    std::scoped_lock const with(kept->lock());
    kept->get();
    if (kept->ahead().empty() && size != 0)
    {
        kept->read_ahead("pipe_reader.read1");
    }
    return kept->take(static_cast<std::size_t>(size));
}

std::string pipe_reader::readline() const
{
    auto const kept = end_;
    std::scoped_lock const with(kept->lock());
    kept->get();
    std::size_t searched = 0;
    for (;;)
    {
        auto const at = kept->ahead().find('\n', searched);
        if (at != std::string_view::npos)
        {
            return kept->take(at + 1);
        }
        searched = kept->ahead().size();
        if (!kept->read_ahead("pipe_reader.readline"))
        {
            return kept->take_all();
        }
    }
}

void pipe_reader::close() const noexcept
{
    end_->close();
}

bool pipe_reader::closed() const noexcept
{
    return !end_->is_open();
}

int pipe_reader::fileno() const
{
    return end_->get();
}

}  // namespace quartet::gevent::subprocess
