// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/detail/stream_buffer.hpp>
#include <quartet/asyncio/errors.hpp>
#include <quartet/errors.hpp>

#include <algorithm>
#include <utility>

namespace quartet::asyncio::detail {
namespace {

/// What was read is dropped when it is so much, and more than is left.
constexpr std::size_t worth_moving = 64 * 1024;

constexpr std::string_view newline = "\n";

}  // namespace

void stream_buffer::append(std::string_view bytes)
{
    if (taken_ == bytes_.size())
    {
        bytes_.clear();
        taken_ = 0;
    }
    else if (taken_ > worth_moving && taken_ > size())
    {
        bytes_.erase(0, std::exchange(taken_, 0));
    }
    bytes_.append(bytes);
}

std::size_t stream_buffer::longest(stream_wish const& what) noexcept
{
    std::size_t most = newline.size();
    for (std::string const& each : what.separators)
    {
        most = std::max(most, each.size());
    }
    return most;
}

/// The separator that ends first. Its end is npos if there is none.
stream_buffer::match stream_buffer::find(stream_wish const& what) const noexcept
{
    match best{std::string::npos, std::string::npos};
    auto const look = [&](std::string_view separator) {
        std::size_t const at = bytes().find(separator, what.searched);
        if (at != std::string::npos && at + separator.size() < best.end)
        {
            best = {at, at + separator.size()};
        }
    };
    if (what.what == stream_wish::kind::line)
    {
        look(newline);
    }
    for (std::string const& each : what.separators)
    {
        look(each);
    }
    return best;
}

bool stream_buffer::decides(stream_wish& what) const noexcept
{
    switch (what.what)
    {
    case stream_wish::kind::some:
        return size() != 0 || has_ended_ || what.count == 0;
    case stream_wish::kind::all:
        return has_ended_;
    case stream_wish::kind::exactly:
        return size() >= what.count || has_ended_;
    case stream_wish::kind::until:
    case stream_wish::kind::line:
        break;
    }
    if (find(what).end != std::string::npos)
    {
        return true;
    }
    std::size_t const tail = longest(what) - 1;  // a separator may have begun there
    what.searched = size() > tail ? size() - tail : 0;
    return what.searched > limit_ || has_ended_;
}

std::string stream_buffer::take(std::size_t count)
{
    count = std::min(count, size());
    if (count == bytes_.size())
    {
        return std::exchange(bytes_, {});
    }
    std::string result = bytes_.substr(taken_, count);
    taken_ += count;
    return result;
}

std::string stream_buffer::take(stream_wish const& what)
{
    switch (what.what)
    {
    case stream_wish::kind::until:
        return take_until(what, find(what));
    case stream_wish::kind::line:
        return take_line(what);
    case stream_wish::kind::all:
        return take(size());
    case stream_wish::kind::exactly:
        if (size() < what.count)
        {
            throw IncompleteReadError(take(size()), what.count);
        }
        break;
    case stream_wish::kind::some:
        break;
    }
    return take(what.count);
}

std::string stream_buffer::take_until(stream_wish const& what, match const& found)
{
    if (found.end == std::string::npos)
    {
        if (what.searched > limit_)
        {
            throw LimitOverrunError(
                "Separator is not found, and chunk exceed the limit", what.searched);
        }
        throw IncompleteReadError(take(size()), std::nullopt);
    }
    if (found.begin > limit_)
    {
        throw LimitOverrunError("Separator is found, but chunk is longer than limit", found.begin);
    }
    return take(found.end);
}

std::string stream_buffer::take_line(stream_wish const& what)
{
    match const found = find(what);
    try
    {
        return take_until(what, found);
    }
    catch (IncompleteReadError& last)
    {
        return std::move(last.partial);
    }
    catch (LimitOverrunError const& error)
    {
        take(found.end);
        throw ValueError(error.what());
    }
}

}  // namespace quartet::asyncio::detail
