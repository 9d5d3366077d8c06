// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Exceptions that come from another process, for the tests of how they do.

#ifndef QUARTET_TEST_MULTIPROCESSING_ELSEWHERE_HPP
#define QUARTET_TEST_MULTIPROCESSING_ELSEWHERE_HPP

#include <quartet/multiprocessing/errors.hpp>

#include <boost/test/unit_test.hpp>

#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unistd.h>

#include "../../src/multiprocessing/remote_exception.hpp"
#include "support/forked_peer.hpp"

namespace quartet_test {

namespace mp = quartet::multiprocessing;
using mp::detail::pack_exception;
using quartet::detail::traceback_recorder;
using mp::detail::unpack_exception;

struct own_error : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

inline bool contains(std::string const& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

/// Reads a descriptor to its end.
inline std::string read_all(int fd)
{
    std::string text;
    char buffer[4096];
    for (ssize_t count; (count = ::read(fd, buffer, sizeof buffer)) > 0;)
    {
        text.append(buffer, static_cast<std::size_t>(count));
    }
    return text;
}

/// What another process makes of a function that throws, as bytes.
inline std::string packed_elsewhere(std::function<void()> const& body)
{
    int ends[2];
    BOOST_REQUIRE(::pipe(ends) == 0);
    forked_peer peer([&] {
        traceback_recorder const recorder;
        try
        {
            body();
        }
        catch (...)
        {
            std::string const bytes = pack_exception(std::current_exception());
            return ::write(ends[1], bytes.data(), bytes.size()) ==
                   static_cast<ssize_t>(bytes.size());
        }
        return false;
    });
    ::close(ends[1]);
    std::string bytes = read_all(ends[0]);
    ::close(ends[0]);
    BOOST_TEST(peer.wait() == 0);
    return bytes;
}

/// Runs a function in another process and lets its exception arrive here.
inline void run_elsewhere(std::function<void()> const& body)
{
    std::rethrow_exception(unpack_exception(packed_elsewhere(body)));
}

/// The RemoteError that arrives.
inline mp::RemoteError error_of(std::function<void()> const& body)
{
    try
    {
        run_elsewhere(body);
    }
    catch (mp::RemoteError const& error)
    {
        return error;
    }
    throw std::logic_error("no RemoteError");
}

inline mp::RemoteTraceback origin_of(std::exception_ptr const& error)
{
    try
    {
        std::rethrow_exception(error);
    }
    catch (mp::RemoteTraceback const& origin)
    {
        return origin;
    }
}

}  // namespace quartet_test

#endif
