// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_DETAIL_STREAM_BUFFER_HPP
#define QUARTET_ASYNCIO_DETAIL_STREAM_BUFFER_HPP

#include <quartet/detail/config.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace quartet::asyncio::detail {

/// What one who reads a stream wants.
struct stream_wish
{
    enum class kind
    {
        some,     ///< what there is, at most `count`
        all,      ///< everything up to the end
        exactly,  ///< `count`
        until,    ///< up to a separator, and that
        line      ///< the same, but the last one may end without
    };

    kind what;
    std::size_t count = 0;
    std::vector<std::string> separators = {};  // of until
    std::size_t searched = 0;                  // so many bytes have no separator
};

/// Bytes that have come and were not read yet: which wishes they fulfil.
class QUARTET_DECL stream_buffer
{
public:
    /// @param limit of what stands before a separator.
    explicit stream_buffer(std::size_t limit) noexcept
        : limit_(limit)
    {}

    std::size_t limit() const noexcept { return limit_; }
    std::size_t size() const noexcept { return bytes_.size() - taken_; }
    bool has_ended() const noexcept { return has_ended_; }

    void append(std::string_view bytes);
    void end() noexcept { has_ended_ = true; }

    /// Whether it can be granted, or refused, now.
    bool decides(stream_wish& what) const noexcept;

    /// Of one that is decided. @throws IncompleteReadError, LimitOverrunError; ValueError of a line
    /// that is too long, which is dropped.
    std::string take(stream_wish const& what);

private:
    struct match
    {
        std::size_t begin;
        std::size_t end;
    };

    std::string_view bytes() const noexcept { return std::string_view(bytes_).substr(taken_); }
    match find(stream_wish const& what) const noexcept;
    static std::size_t longest(stream_wish const& what) noexcept;
    std::string take(std::size_t count);
    std::string take_until(stream_wish const& what, match const& found);
    std::string take_line(stream_wish const& what);

    std::size_t const limit_;
    std::string bytes_;
    std::size_t taken_ = 0;
    bool has_ended_ = false;
};

}  // namespace quartet::asyncio::detail

#endif
