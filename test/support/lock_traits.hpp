// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_SUPPORT_LOCK_TRAITS_HPP
#define QUARTET_TEST_SUPPORT_LOCK_TRAITS_HPP

#include <quartet/errors.hpp>
#include <quartet/multiprocessing/lock.hpp>
#include <quartet/multiprocessing/rlock.hpp>
#include <quartet/threading/lock.hpp>
#include <quartet/threading/rlock.hpp>
#include <quartet/threading/semaphore.hpp>

namespace quartet_test {

/// In what they differ, as in Python.
template <class Lock>
struct lock_traits;

template <>
struct lock_traits<quartet::threading::Lock>
{
    static constexpr bool is_recursive = false;
    static constexpr bool minus_one_is_no_limit = true;  // and other negative ones are errors
    static constexpr bool limits_need_blocking = true;
    using wrong_release = quartet::RuntimeError;
};

template <>
struct lock_traits<quartet::threading::RLock>
{
    static constexpr bool is_recursive = true;
    static constexpr bool minus_one_is_no_limit = true;
    static constexpr bool limits_need_blocking = true;
    using wrong_release = quartet::RuntimeError;
};

template <>
struct lock_traits<quartet::multiprocessing::Lock>
{
    static constexpr bool is_recursive = false;
    static constexpr bool minus_one_is_no_limit = false;
    static constexpr bool limits_need_blocking = false;
    using wrong_release = quartet::ValueError;
};

template <>
struct lock_traits<quartet::multiprocessing::RLock>
{
    static constexpr bool is_recursive = true;
    static constexpr bool minus_one_is_no_limit = false;
    static constexpr bool limits_need_blocking = false;
    using wrong_release = quartet::AssertionError;
};

/// With one permit.
template <>
struct lock_traits<quartet::threading::BoundedSemaphore>
{
    static constexpr bool is_recursive = false;
    static constexpr bool minus_one_is_no_limit = false;
    static constexpr bool limits_need_blocking = true;
    using wrong_release = quartet::ValueError;
};

}  // namespace quartet_test

#endif
