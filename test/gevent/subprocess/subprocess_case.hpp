// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_GEVENT_SUBPROCESS_SUBPROCESS_CASE_HPP
#define QUARTET_TEST_GEVENT_SUBPROCESS_SUBPROCESS_CASE_HPP

#include <quartet/detail/unique_fd.hpp>
#include <quartet/gevent/greenlet.hpp>
#include <quartet/gevent/subprocess.hpp>

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <cstddef>
#include <fcntl.h>
#include <string>
#include <unistd.h>

#include "support/forked_peer.hpp"
#include "support/leaves_no_descriptor.hpp"
#include "support/peer_greenlet.hpp"
#include "support/poll_until.hpp"
#include "support/processes.hpp"

namespace quartet_test {

/// A case that leaves no child, no zombie, no descriptor and no greenlet behind.
struct leaves_no_subprocess : leaves_no_greenlet
{
    // What is there from the first use on: the loop's, and Boost.Process's.
    bool const is_loop_warm = warm_up();
    int const warm =
        quartet::gevent::spawn([] { return quartet::gevent::subprocess::call({"true"}); }).get();
    std::size_t const children_before = child_processes().size();
    std::ptrdiff_t const descriptors_before = count_descriptors();

    ~leaves_no_subprocess()
    {
        // Reaps those that were left to themselves.
        BOOST_TEST(quartet::gevent::subprocess::call({"true"}) == 0);
        BOOST_TEST(child_processes().size() == children_before);
        BOOST_TEST(count_descriptors() == descriptors_before);
    }
};

/// Whether this error, or one that is derived from it, has this text in its what().
template <class Error, class Call>
bool throws_with(std::string const& text, Call call)
{
    try
    {
        call();
    }
    catch (Error const& error)
    {
        BOOST_TEST_INFO(error.what());
        bool const has_it = std::string(error.what()).find(text) != std::string::npos;
        BOOST_TEST(has_it);
        return has_it;
    }
    return false;
}

/// What a child waits for: it reads a line of this file.
class pipe_gate
{
public:
    pipe_gate()
    {
        int ends[2];
        BOOST_REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
        reading_ = quartet::detail::unique_fd(ends[0]);
        writing_ = quartet::detail::unique_fd(ends[1]);
    }

    int descriptor() const { return reading_.get(); }
    std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor()); }

    void open() { writing_.reset(); }

private:
    quartet::detail::unique_fd reading_;
    quartet::detail::unique_fd writing_;
};

/// Whether there is such a process, which may be a zombie.
inline bool exists(pid_t pid)
{
    return ::kill(pid, 0) == 0;
}

}  // namespace quartet_test

#endif
