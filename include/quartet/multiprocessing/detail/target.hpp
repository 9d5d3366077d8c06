// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MULTIPROCESSING_DETAIL_TARGET_HPP
#define QUARTET_MULTIPROCESSING_DETAIL_TARGET_HPP

#include <quartet/detail/call.hpp>
#include <quartet/detail/cargo.hpp>

#include <streambuf>

namespace quartet::multiprocessing::detail {

/// Where a child begins: rebuilds what to run from bytes, and runs it.
using entry_point = void (*)(std::streambuf&);

/// What a process runs, before it is started.
class target
{
public:
    virtual ~target() = default;
    virtual void run() = 0;
    virtual void save(std::streambuf& out) const = 0;
    virtual entry_point entry() const = 0;
};

template <class Call>
class call_target final : public target
{
public:
    template <class... Args>
    explicit call_target(Args&&... args)
        : call_(std::forward<Args>(args)...)
    {}

    void run() override { static_cast<void>(call_()); }
    void save(std::streambuf& out) const override { call_.save(out); }
    entry_point entry() const override
    {
        return [](std::streambuf& in) {
            Call call = Call::load(in);
            quartet::detail::cargo::current().unload();
            static_cast<void>(call());
        };
    }

private:
    Call call_;
};

}  // namespace quartet::multiprocessing::detail

#endif
