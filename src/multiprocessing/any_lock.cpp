// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/multiprocessing/any_lock.hpp>

namespace quartet::multiprocessing {

any_lock::operator Lock() const
{
    if (auto const* const lock = std::get_if<Lock>(&lock_))
    {
        return *lock;
    }
    throw TypeError("any_lock: it is an RLock, not a Lock");
}

any_lock::operator RLock() const
{
    if (auto const* const lock = std::get_if<RLock>(&lock_))
    {
        return *lock;
    }
    throw TypeError("any_lock: it is a Lock, not an RLock");
}

bool any_lock::locked() const noexcept
{
    return std::visit([](auto const& lock) { return lock.locked(); }, lock_);
}

bool any_lock::owner_died() const noexcept
{
    return std::visit([](auto const& lock) { return lock.owner_died(); }, lock_);
}

bool any_lock::acquire(bool blocking, timeout limit)
{
    return std::visit([&](auto& lock) { return lock.acquire(blocking, limit); }, lock_);
}

void any_lock::release()
{
    std::visit([](auto& lock) { lock.release(); }, lock_);
}

bool any_lock::is_owned() const noexcept
{
    return std::visit([](auto const& lock) { return lock.is_owned(); }, lock_);
}

std::uint32_t any_lock::release_all()
{
    if (auto* const recursive = std::get_if<RLock>(&lock_))
    {
        return recursive->release_all();
    }
    std::get<Lock>(lock_).release();
    return 1;
}

void any_lock::acquire_again(std::uint32_t depth)
{
    if (auto* const recursive = std::get_if<RLock>(&lock_))
    {
        recursive->acquire_again(depth);
        return;
    }
    std::get<Lock>(lock_).lock();
}

}  // namespace quartet::multiprocessing
