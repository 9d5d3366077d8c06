// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// Debian's libboost_context has only the assembler switch, which sanitizers cannot follow. The
// other one is made of headers but for this.
#if defined(BOOST_USE_UCONTEXT)
#include <boost/context/fiber_ucontext.hpp>

#include <new>

boost::context::detail::fiber_activation_record*&
boost::context::detail::fiber_activation_record::current() noexcept
{
    // Never destroyed: at the end of a thread its fibers end, after its thread_local objects.
    alignas(
        fiber_activation_record) thread_local unsigned char room[sizeof(fiber_activation_record)];
    thread_local fiber_activation_record* current = new (room) fiber_activation_record;
    return current;
}
#endif
