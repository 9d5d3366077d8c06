// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MULTIPROCESSING_DETAIL_CHANNEL_HPP
#define QUARTET_MULTIPROCESSING_DETAIL_CHANNEL_HPP

#include <quartet/detail/config.hpp>
#include <quartet/timeout.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <streambuf>
#include <string>

namespace quartet::multiprocessing::detail {

/// A value on its way into a queue.
struct outgoing
{
    void const* value;
    std::size_t bytes;  ///< its size if its bytes are all of it, else 0
    void (*write)(void const* value, std::streambuf&);
};

/// Where a value goes that comes out of a queue.
struct incoming
{
    void* value;
    std::size_t bytes;
    void (*read)(void* value, std::streambuf&);
};

/// What the queues of all types are made of.
class QUARTET_DECL channel
{
public:
    struct options
    {
        std::uint64_t maxsize;      ///< 0: no limit
        std::uint64_t bytes;        ///< of a value, if all have the same; else 0
        std::uint64_t fingerprint;  ///< of the type
        bool joinable;
    };

    static std::shared_ptr<channel> create(options const&);
    static std::shared_ptr<channel> attach(std::string const& name, options const&);
    virtual ~channel() = default;

    /// The name, for a handle's bytes.
    virtual std::string depart() = 0;

    /// @throws queue::Full, ValueError when closed, and what `write` throws.
    virtual void put(outgoing const&, bool block, timeout const&) = 0;

    /// @throws queue::Empty, ValueError when closed, and what `read` throws; then it is consumed.
    virtual void get(incoming const&, bool block, timeout const&) = 0;

    virtual std::size_t size() = 0;
    virtual bool full() = 0;

    virtual void close() = 0;
    virtual bool closed() const = 0;

    virtual void task_done() = 0;
    virtual void join() = 0;

protected:
    channel() = default;
};

}  // namespace quartet::multiprocessing::detail

#endif
