// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// Debian's libboost_context has only the assembler switch, which sanitizers cannot follow. The
// other one is made of headers but for this.
#if defined(BOOST_USE_UCONTEXT)
#include <boost/context/fiber_ucontext.hpp>

boost::context::detail::fiber_activation_record*&
boost::context::detail::fiber_activation_record::current() noexcept
{
    thread_local fiber_activation_record main;
    thread_local fiber_activation_record* current = &main;
    return current;
}
#endif
