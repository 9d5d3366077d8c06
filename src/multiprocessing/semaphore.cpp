// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/multiprocessing/semaphore.hpp>

#include <algorithm>
#include <limits>

#include "acquire_deadline.hpp"
#include "semaphore_core.hpp"

namespace quartet::multiprocessing {

namespace detail {

std::string send(semaphore_core const& core)
{
    return quartet::detail::send_name(core.segment());
}

void receive(std::string const& name, std::shared_ptr<semaphore_core>& core)
{
    core = std::make_shared<semaphore_core>(name);
}

}  // namespace detail

Semaphore::Semaphore(int value)
    : Semaphore(value, std::numeric_limits<int>::max())
{}

Semaphore::Semaphore(int value, int bound)
{
    if (value < 0)
    {
        throw ValueError("Semaphore: value must not be negative, and is " + std::to_string(value));
    }
    core_ = std::make_shared<detail::semaphore_core>(value, bound);
}

int Semaphore::get_value() const
{
    return static_cast<int>(std::max<std::int64_t>(core_->available(), 0));
}

bool Semaphore::owner_died() const noexcept
{
    return core_->inherited();
}

bool Semaphore::acquire(bool blocking, timeout limit)
{
    return core_->acquire(detail::acquire_deadline(blocking, limit));
}

void Semaphore::release()
{
    if (!core_->release())
    {
        throw ValueError("Semaphore.release: released too many times");
    }
}

}  // namespace quartet::multiprocessing
