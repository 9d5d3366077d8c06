// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MULTIPROCESSING_DETAIL_BARRIER_ACTION_HPP
#define QUARTET_MULTIPROCESSING_DETAIL_BARRIER_ACTION_HPP

#include <quartet/detail/pickle.hpp>

#include <functional>
#include <memory>
#include <streambuf>
#include <type_traits>

namespace quartet::multiprocessing::detail {

/// What the last party at a barrier runs; it travels with the barrier.
class barrier_action
{
public:
    using loader = std::unique_ptr<barrier_action> (*)(std::streambuf&);

    virtual ~barrier_action() = default;
    virtual void run() = 0;
    virtual void save(std::streambuf& out) const = 0;
    virtual loader how_to_load() const = 0;
};

template <class F>
class barrier_action_of final : public barrier_action
{
    static_assert(
        std::is_invocable_v<F&>,
        "quartet: a barrier's action must be callable without arguments (the timeout is "
        "the third "
        "parameter)");
    static_assert(
        quartet::detail::is_picklable_callable_v<F>,
        "quartet: a barrier's action must be able to go to another process; use a "
        "function, a "
        "captureless lambda, or a function object that Boost.Serialization can "
        "serialise");

public:
    explicit barrier_action_of(F f)
        : f_(std::move(f))
    {}

    void run() override { static_cast<void>(std::invoke(f_)); }

    void save(std::streambuf& out) const override { quartet::detail::dump(out, f_); }

    loader how_to_load() const override
    {
        return [](std::streambuf& in) -> std::unique_ptr<barrier_action> {
            return std::make_unique<barrier_action_of>(quartet::detail::load<F>(in));
        };
    }

private:
    F f_;
};

}  // namespace quartet::multiprocessing::detail

#endif
