// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "../../src/detail/loop/descriptor.hpp"

#include <quartet/errors.hpp>
#include <quartet/gevent.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <optional>
#include <thread>
#include <unistd.h>
#include <vector>

#include "support/forked_peer.hpp"
#include "support/leaves_no_descriptor.hpp"
#include "support/sanitizers.hpp"

namespace {

using namespace quartet::detail;
namespace gevent = quartet::gevent;
using quartet::OSError;

deadline const never({});

struct pipe_of_two
{
    explicit pipe_of_two(int flags = O_CLOEXEC | O_NONBLOCK)
    {
        std::array<int, 2> ends{};
        BOOST_REQUIRE(::pipe2(ends.data(), flags) == 0);
        out = unique_fd(ends[0]);
        in = unique_fd(ends[1]);
    }

    void fill() const
    {
        std::array<char, 4096> const bytes{};
        while (::write(in.get(), bytes.data(), bytes.size()) > 0)
        {}
    }
    void put() const { BOOST_REQUIRE(::write(in.get(), "x", 1) == 1); }

    unique_fd out;
    unique_fd in;
};

int error_of(OSError const& error)
{
    return error.code().value();
}

BOOST_FIXTURE_TEST_SUITE(descriptors, quartet_test::leaves_no_descriptor)

BOOST_AUTO_TEST_CASE(others_run_while_a_greenlet_waits_for_data)
{
    pipe_of_two pipe;
    watched_descriptor end(std::move(pipe.out));
    auto waits = gevent::spawn([&] { return end.wait(direction::read, never, "read"); });
    gevent::sleep(0);
    BOOST_TEST(!waits.ready());
    BOOST_TEST(end.is_waited_for(direction::read));
    pipe.put();
    BOOST_TEST(waits.get());
    BOOST_TEST(!end.is_waited_for(direction::read));
}

BOOST_AUTO_TEST_CASE(the_main_greenlet_waits_too)
{
    pipe_of_two const pipe;
    auto writes = gevent::spawn([&] { pipe.put(); });
    BOOST_TEST(wait_descriptor(pipe.out.get(), direction::read, never, "read"));
    writes.join();
}

BOOST_AUTO_TEST_CASE(all_who_wait_for_one_direction_are_woken)
{
    pipe_of_two pipe;
    watched_descriptor end(std::move(pipe.out));
    std::vector<gevent::Greenlet<bool>> all;
    for (int i = 0; i < 3; ++i)
    {
        all.push_back(gevent::spawn([&] { return end.wait(direction::read, never, "read"); }));
    }
    gevent::sleep(0);
    pipe.put();
    for (auto const& each : all)
    {
        BOOST_TEST(each.get());
    }
}

BOOST_AUTO_TEST_CASE(a_wait_ends_when_its_time_is_over_and_the_loop_expects_nothing_more)
{
    pipe_of_two pipe;
    watched_descriptor end(std::move(pipe.out));
    auto waits = gevent::spawn(
        [&] { return end.wait(direction::read, deadline(quartet::timeout(0.001)), "read"); });
    BOOST_TEST(!waits.get());
    BOOST_TEST(gevent::get_hub().join());
}

BOOST_AUTO_TEST_CASE(the_next_one_may_wait_as_soon_as_one_gave_up)
{
    pipe_of_two pipe;
    watched_descriptor end(std::move(pipe.out));
    auto waits = gevent::spawn([&] {
        bool const first = end.wait(direction::read, deadline(quartet::timeout(0.001)), "read");
        return !first && end.wait(direction::read, never, "read");
    });
    auto writes = gevent::spawn_later(0.01, [&] { pipe.put(); });
    BOOST_TEST(waits.get());
    writes.join();
}

BOOST_AUTO_TEST_CASE(a_killed_greenlet_waits_no_more)
{
    pipe_of_two pipe;
    watched_descriptor end(std::move(pipe.out));
    auto waits = gevent::spawn([&] { end.wait(direction::read, never, "read"); });
    auto also = gevent::spawn([&] { return end.wait(direction::read, never, "read"); });
    gevent::sleep(0);
    BOOST_TEST(waits.kill());
    BOOST_TEST(!also.ready());
    pipe.put();
    BOOST_TEST(also.get());
}

BOOST_AUTO_TEST_CASE(one_may_wait_for_reading_and_one_for_writing)
{
    std::array<int, 2> ends{};
    BOOST_REQUIRE(
        ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) == 0);
    unique_fd const far(ends[1]);
    watched_descriptor near{unique_fd(ends[0])};
    std::array<char, 4096> bytes{};
    while (::send(near.get(), bytes.data(), bytes.size(), 0) > 0)
    {}
    auto reads = gevent::spawn([&] { return near.wait(direction::read, never, "recv"); });
    auto writes = gevent::spawn([&] { return near.wait(direction::write, never, "send"); });
    gevent::sleep(0);
    BOOST_TEST(::send(far.get(), "x", 1, 0) == 1);
    BOOST_TEST(reads.get());
    BOOST_TEST(!writes.ready());
    while (::recv(far.get(), bytes.data(), bytes.size(), 0) > 0)
    {}
    BOOST_TEST(writes.get());
}

BOOST_AUTO_TEST_CASE(who_waits_when_it_is_closed_gets_EBADF)
{
    pipe_of_two pipe;
    watched_descriptor end(std::move(pipe.out));
    auto waits = gevent::spawn([&] {
        try
        {
            end.wait(direction::read, never, "read");
        }
        catch (OSError const& error)
        {
            return error_of(error);
        }
        return 0;
    });
    gevent::sleep(0);
    end.close();
    BOOST_TEST(waits.get() == EBADF);
    BOOST_CHECK_EXCEPTION(end.wait(direction::read, never, "read"), OSError, [](auto const& e) {
        return error_of(e) == EBADF;
    });
}

BOOST_AUTO_TEST_CASE(a_regular_file_is_always_ready)
{
    char name[] = "/tmp/quartet-descriptor-XXXXXX";
    unique_fd file(::mkstemp(name));
    BOOST_REQUIRE(bool(file));
    ::unlink(name);
    auto waits = gevent::spawn([&] {
        return wait_descriptor(file.get(), direction::read, never, "read") &&
               wait_descriptor(file.get(), direction::write, never, "write");
    });
    BOOST_TEST(waits.get());
    watched_descriptor watched(std::move(file));
    auto again = gevent::spawn([&] {
        return watched.wait(direction::read, never, "read") &&
               watched.wait(direction::write, never, "write");
    });
    BOOST_TEST(again.get());
}

BOOST_AUTO_TEST_CASE(two_waits_for_one_descriptor_do_not_collide)
{
    pipe_of_two const pipe;
    auto const wait = [&] {
        return wait_descriptor(pipe.out.get(), direction::read, never, "read");
    };
    auto first = gevent::spawn(wait);
    auto second = gevent::spawn(wait);
    gevent::sleep(0);
    pipe.put();
    BOOST_TEST(first.get());
    BOOST_TEST(second.get());
}

BOOST_AUTO_TEST_CASE(a_single_wait_leaves_a_blocking_descriptor_blocking)
{
    pipe_of_two const pipe(O_CLOEXEC);
    auto waits = gevent::spawn(
        [&] { return wait_descriptor(pipe.out.get(), direction::read, never, "read"); });
    gevent::sleep(0);
    BOOST_TEST((::fcntl(pipe.out.get(), F_GETFL) & O_NONBLOCK) == 0);
    pipe.put();
    BOOST_TEST(waits.get());
}

BOOST_AUTO_TEST_CASE(of_several_descriptors_the_ready_ones_are_told)
{
    pipe_of_two const one;
    pipe_of_two const two;
    auto waits = gevent::spawn([&] {
        // One twice: for what it is not ready for, too.
        std::array<pollfd, 4> all{
            pollfd{one.out.get(), POLLIN, 0},
            pollfd{two.out.get(), POLLIN, 0},
            pollfd{two.out.get(), POLLPRI, 0},
            pollfd{-1, POLLIN, 0}};
        int const count = poll_descriptors(all, never, "poll");
        return count == 1 && all[0].revents == 0 && all[1].revents == POLLIN;
    });
    gevent::sleep(0);
    two.put();
    BOOST_TEST(waits.get());
}

BOOST_AUTO_TEST_CASE(a_number_that_is_no_descriptor_gives_EBADF)
{
    int number = 0;
    {
        pipe_of_two const pipe;
        number = pipe.out.get();
    }
    auto const is_bad = [](OSError const& error) { return error_of(error) == EBADF; };
    BOOST_CHECK_EXCEPTION(wait_descriptor(number, direction::read, never, "read"), OSError, is_bad);
    auto waits = gevent::spawn([&] {
        BOOST_CHECK_EXCEPTION(
            wait_descriptor(number, direction::read, never, "read"), OSError, is_bad);
    });
    waits.get();
}

BOOST_AUTO_TEST_CASE(a_thread_without_greenlets_waits_without_a_loop)
{
    pipe_of_two const pipe;
    bool ended = false;
    std::ptrdiff_t descriptors = 0;
    std::thread waits([&] {
        ended = wait_descriptor(pipe.out.get(), direction::read, never, "read") &&
                !wait_descriptor(pipe.in.get(), direction::read, deadline(quartet::timeout(0)), "");
        descriptors = quartet_test::count_descriptors();
    });
    std::ptrdiff_t const open_here = quartet_test::count_descriptors();
    pipe.put();
    waits.join();
    BOOST_TEST(ended);
    BOOST_TEST(descriptors == open_here);
}

BOOST_AUTO_TEST_CASE(it_outlives_the_thread_that_waited_and_serves_another)
{
    pipe_of_two pipe;
    std::optional<watched_descriptor> end(std::in_place, std::move(pipe.out));
    bool timed_out = false;
    std::thread([&] {
        auto waits = gevent::spawn(
            [&] { return end->wait(direction::read, deadline(quartet::timeout(0.001)), "read"); });
        timed_out = !waits.get();
        gevent::spawn([&] { end->wait(direction::read, never, "read"); });
        gevent::sleep(0);
    }).join();
    BOOST_TEST(timed_out);
    auto waits = gevent::spawn([&] { return end->wait(direction::read, never, "read"); });
    gevent::sleep(0);
    pipe.put();
    BOOST_TEST(waits.get());
    std::thread([&] {
        gevent::spawn([&] { end->wait(direction::write, never, "write"); });
        gevent::sleep(0);
    }).join();
    end.reset();
}

BOOST_AUTO_TEST_CASE(it_outlives_an_io_context_that_somebody_ran)
{
    pipe_of_two pipe;
    std::optional<watched_descriptor> end(std::in_place, std::move(pipe.out));
    bool ended = false;
    std::thread([&] {
        boost::asio::io_context io;
        gevent::Hub const hub(io);
        gevent::spawn([&] { ended = end->wait(direction::read, never, "read"); });
        gevent::spawn([&] { pipe.put(); });
        io.run();
    }).join();
    BOOST_TEST(ended);
    end.reset();
}

BOOST_AUTO_TEST_CASE(
    a_forked_child_waits_in_a_loop_of_its_own,
    *boost::unit_test::enable_if<quartet_test::children_have_threads>())
{
    pipe_of_two pipe;
    watched_descriptor end(std::move(pipe.out));
    auto waits = gevent::spawn([&] { return end.wait(direction::read, never, "read"); });
    gevent::sleep(0);
    pipe_of_two const told;
    quartet_test::forked_peer child([&] {
        auto mine = gevent::spawn([&] { return end.wait(direction::read, never, "read"); });
        gevent::sleep(0);
        bool const waited = !mine.ready();
        told.put();
        bool const got = mine.get();
        end.close();
        return waited && got;
    });
    BOOST_TEST(wait_descriptor(told.out.get(), direction::read, never, "read"));
    BOOST_TEST(!waits.ready());
    pipe.put();
    BOOST_TEST(waits.get());
    BOOST_TEST(child.wait() == 0);
    // What the child closed is open here, and watched.
    char byte = 0;
    BOOST_TEST(::read(end.get(), &byte, 1) == 1);
    auto again = gevent::spawn([&] { return end.wait(direction::read, never, "read"); });
    gevent::sleep(0);
    pipe.put();
    BOOST_TEST(again.get());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
