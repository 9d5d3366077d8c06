// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// What the tests of Connection share.

#ifndef QUARTET_TEST_MULTIPROCESSING_PIPE_OF_TWO_HPP
#define QUARTET_TEST_MULTIPROCESSING_PIPE_OF_TWO_HPP

#include <quartet/multiprocessing/connection.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "support/forked_peer.hpp"

namespace quartet_test {

/// A duplex pipe. At the end of a case no descriptor is left.
struct pipe_of_two
{
    pipe_of_two() { std::tie(ours, theirs) = quartet::multiprocessing::Pipe(); }
    ~pipe_of_two()
    {
        ours.close();
        theirs.close();
        BOOST_TEST(count_descriptors() == before);
    }

    std::ptrdiff_t const before = count_descriptors();
    quartet::multiprocessing::Connection ours;
    quartet::multiprocessing::Connection theirs;
};

inline std::string text_of(std::vector<char> const& bytes)
{
    return {bytes.begin(), bytes.end()};
}

/// The text of the exception that an action throws.
template <class Exception, class Action>
std::string text_of(Action action)
{
    try
    {
        action();
    }
    catch (Exception const& error)
    {
        return error.what();
    }
    return "nothing was thrown";
}

inline bool contains(std::string const& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

}  // namespace quartet_test

#endif
