// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_SUPPORT_COROUTINES_HPP
#define QUARTET_TEST_SUPPORT_COROUTINES_HPP

#include <quartet/asyncio/coroutine.hpp>
#include <quartet/asyncio/errors.hpp>
#include <quartet/asyncio/event_loop.hpp>
#include <quartet/asyncio/sleep.hpp>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace quartet_test {

namespace asyncio = quartet::asyncio;
using asyncio::Coroutine;

/// So many turns of the loop.
inline Coroutine<void> turns(int count)
{
    while (count-- > 0)
    {
        co_await asyncio::sleep(0);
    }
}

inline Coroutine<int> after_turns(int count, int result)
{
    co_await turns(count);
    co_return result;
}

inline Coroutine<int> fails_after(int count, std::string text)
{
    co_await turns(count);
    throw std::runtime_error(text);
}

inline Coroutine<void> for_ever()
{
    co_await asyncio::sleep(std::nullopt);
}

/// Ends only when it is cancelled, and notes that.
inline Coroutine<void> until_cancelled(int& how_often)
{
    try
    {
        co_await for_ever();
    }
    catch (asyncio::CancelledError const&)
    {
        ++how_often;
        throw;
    }
}

/// What the running loop reports, from now on.
class reports
{
public:
    explicit reports(asyncio::EventLoop const& of)
    {
        of.set_exception_handler(
            [this](asyncio::ExceptionContext const& each) { messages.push_back(each.message); });
    }
    std::vector<std::string> messages;
};

/// Whether what is awaited throws an E.
template <class E, class A>
Coroutine<bool> throws(A what)
{
    try
    {
        co_await std::move(what);
    }
    catch (E const&)
    {
        co_return true;
    }
    co_return false;
}

}  // namespace quartet_test

#endif
