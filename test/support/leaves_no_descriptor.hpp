// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_SUPPORT_LEAVES_NO_DESCRIPTOR_HPP
#define QUARTET_TEST_SUPPORT_LEAVES_NO_DESCRIPTOR_HPP

#include <quartet/gevent.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>

#include "support/forked_peer.hpp"

namespace quartet_test {

/// After this the loop of the thread has all descriptors that it will have.
inline bool warm_up()
{
    quartet::gevent::spawn([] {
        auto const [one, two] = quartet::gevent::socket::socketpair();
        two.sendall("x");
        quartet::gevent::sleep(0.0001);
        one.recv(1);
        one.settimeout(0.0001);
        try
        {
            one.recv(1);
        }
        catch (quartet::TimeoutError const&)
        {}
    }).join();
    return true;
}

/// A fixture: a case that uses the loop of the main thread leaves no descriptor, and nothing in the
/// loop.
struct leaves_no_descriptor
{
    // The loop has some, and stays.
    bool const warm = warm_up();
    std::ptrdiff_t const open_before = count_descriptors();

    ~leaves_no_descriptor()
    {
        BOOST_TEST(quartet::gevent::get_hub().join(5));
        BOOST_TEST(count_descriptors() == open_before);
    }
};

}  // namespace quartet_test

#endif
