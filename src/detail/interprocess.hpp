// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_INTERPROCESS_HPP
#define QUARTET_SRC_DETAIL_INTERPROCESS_HPP

// Boost.Interprocess with robust mutexes: a process that is killed inside a message_queue makes
// the others throw, where it would make them wait for ever. The macro changes inline functions,
// so it would have to be the same in every source of a program, the user's too. Instead we have
// our copy of the templates in a namespace of our own.
// clang-format off
#define BOOST_INTERPROCESS_POSIX_ROBUST_MUTEXES
#define interprocess quartet_interprocess
#include <boost/interprocess/detail/config_begin.hpp>
#include <boost/interprocess/detail/workaround.hpp>
#include <boost/interprocess/exceptions.hpp>
#include <boost/interprocess/sync/detail/common_algorithms.hpp>
#include <boost/assert.hpp>
#include <boost/interprocess/sync/posix/mutex.hpp>
#undef interprocess
// clang-format on

#include "patient_lock.hpp"

namespace boost::quartet_interprocess::ipcdetail {

/// How a message_queue locks its mutex. It does not sleep on it: see patient_lock.hpp.
template <>
inline void timeout_when_locking_aware_lock(posix_mutex& mutex)
{
    if (!quartet::detail::lock_patiently(mutex))
    {
        throw interprocess_exception(timeout_when_locking_error, "its mutex is held for ever");
    }
}

}  // namespace boost::quartet_interprocess::ipcdetail

// clang-format off
#define interprocess quartet_interprocess
#include <boost/interprocess/ipc/message_queue.hpp>
#include <boost/interprocess/permissions.hpp>
#include <boost/interprocess/sync/named_mutex.hpp>
#undef interprocess
#undef BOOST_INTERPROCESS_POSIX_ROBUST_MUTEXES
// clang-format on

namespace quartet::detail {

namespace ip = boost::quartet_interprocess;

}

#endif
