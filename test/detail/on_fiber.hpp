// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_DETAIL_ON_FIBER_HPP
#define QUARTET_TEST_DETAIL_ON_FIBER_HPP

#include <quartet/detail/fiber.hpp>

#include <cstddef>
#include <functional>
#include <new>
#include <utility>

namespace quartet_test {

using quartet::detail::fiber;

/// A fiber that runs a function.
class on_fiber
{
public:
    explicit on_fiber(
        std::function<void(fiber&)> body, std::size_t stack_size = fiber::default_stack_size)
        : fiber_(fiber::make(&run, sizeof body, stack_size))
    {
        new (fiber_->room()) std::function<void(fiber&)>(std::move(body));
    }
    on_fiber(on_fiber&& other) noexcept
        : fiber_(std::exchange(other.fiber_, nullptr))
    {}
    ~on_fiber()
    {
        if (fiber_ != nullptr)
        {
            body(*fiber_).~function();
            fiber_->dispose();
        }
    }

    fiber* operator->() const { return fiber_; }

private:
    static std::function<void(fiber&)>& body(fiber& self)
    {
        return *static_cast<std::function<void(fiber&)>*>(self.room());
    }
    static void run(fiber& self) { body(self)(self); }

    fiber* fiber_;
};

}  // namespace quartet_test

#endif
