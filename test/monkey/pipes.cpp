// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// read and write of what is no socket.
#include <quartet/gevent.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <fcntl.h>
#include <string>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <unistd.h>
#include <utility>

#include "support/patched.hpp"

namespace gevent = quartet::gevent;

namespace {

struct pipe_of_two
{
    pipe_of_two()
    {
        int two[2] = {-1, -1};
        static_cast<void>(::pipe2(two, O_CLOEXEC));
        out = two[0];
        in = two[1];
    }
    pipe_of_two(pipe_of_two const&) = delete;
    pipe_of_two& operator=(pipe_of_two const&) = delete;
    ~pipe_of_two()
    {
        ::close(out);
        close_in();
    }
    void close_in()
    {
        if (in >= 0)
        {
            ::close(std::exchange(in, -1));
        }
    }
    int out;
    int in;
};

std::string read_to_the_end(int fd)
{
    std::string all;
    char part[1000];
    ssize_t count;
    while ((count = ::read(fd, part, sizeof part)) > 0)
    {
        all.append(part, std::size_t(count));
    }
    return all;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(monkey_pipes, quartet_test::patched_and_leaves_no_descriptor)

BOOST_AUTO_TEST_CASE(a_reader_waits_for_a_writer)
{
    pipe_of_two pipe;
    auto reads = gevent::spawn([&] { return read_to_the_end(pipe.out); });
    gevent::sleep(0);
    BOOST_TEST(::write(pipe.in, "hello", 5) == 5);
    pipe.close_in();
    BOOST_TEST(reads.get() == "hello");
}

BOOST_AUTO_TEST_CASE(a_writer_waits_for_a_reader_and_writes_all)
{
    std::string const much(1 << 20, 'x');
    for (bool const in_parts : {false, true})
    {
        pipe_of_two pipe;
        auto writes = gevent::spawn([&] {
            iovec parts[] = {
                {const_cast<char*>(much.data()), 10},
                {const_cast<char*>(much.data()) + 10, much.size() - 10}};
            ssize_t const count =
                in_parts ? ::writev(pipe.in, parts, 2) : ::write(pipe.in, much.data(), much.size());
            pipe.close_in();
            return count;
        });
        BOOST_TEST((read_to_the_end(pipe.out) == much));
        BOOST_TEST(writes.get() == ssize_t(much.size()));
    }
}

BOOST_AUTO_TEST_CASE(short_writes_stay_whole)
{
    pipe_of_two pipe;
    constexpr int writers = 20;
    std::vector<gevent::Greenlet<>> all;
    for (int i = 0; i != writers; ++i)
    {
        all.push_back(gevent::spawn([&, i] {
            std::string const line(PIPE_BUF, char('a' + i));
            ::write(pipe.in, line.data(), line.size()) == PIPE_BUF ? void() : std::abort();
        }));
    }
    for (int i = 0; i != writers; ++i)
    {
        std::string line(PIPE_BUF, 0);
        std::size_t got = 0;
        while (got < line.size())
        {
            ssize_t const count = ::read(pipe.out, line.data() + got, line.size() - got);
            BOOST_REQUIRE(count > 0);
            got += std::size_t(count);
        }
        BOOST_TEST((line == std::string(PIPE_BUF, line[0])));
    }
    gevent::joinall(all);
}

BOOST_AUTO_TEST_CASE(a_pipe_without_a_reader_is_EPIPE)
{
    pipe_of_two pipe;
    ::close(std::exchange(pipe.out, -1));
    BOOST_TEST(::write(pipe.in, "x", 1) == -1);  // SIGPIPE is ignored while it is patched
    BOOST_TEST(errno == EPIPE);
}

BOOST_AUTO_TEST_CASE(events_and_timers_of_the_kernel_are_read)
{
    int const events = ::eventfd(0, EFD_CLOEXEC);
    auto reads = gevent::spawn([&] {
        std::uint64_t count = 0;
        ::read(events, &count, sizeof count) == sizeof count ? void() : std::abort();
        return count;
    });
    gevent::sleep(0);
    std::uint64_t const three = 3;
    BOOST_TEST(::write(events, &three, sizeof three) == ssize_t(sizeof three));
    BOOST_TEST(reads.get() == 3u);
    ::close(events);

    int const timer = ::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    itimerspec when{};
    when.it_value.tv_nsec = 5'000'000;
    ::timerfd_settime(timer, 0, &when, nullptr);
    bool has_other_run = false;
    auto other = gevent::spawn([&] { has_other_run = true; });
    std::uint64_t expirations = 0;
    iovec part{&expirations, sizeof expirations};
    BOOST_TEST(::readv(timer, &part, 1) == ssize_t(sizeof expirations));
    BOOST_TEST(expirations >= 1u);
    BOOST_TEST(has_other_run);
    ::close(timer);
}

BOOST_AUTO_TEST_CASE(files_are_read_and_written_as_ever)
{
    std::FILE* const file = std::tmpfile();
    int const fd = ::fileno(file);
    std::string const text(3 << 20, 'f');
    auto runs = gevent::spawn([&] {
        BOOST_TEST(::write(fd, text.data(), text.size()) == ssize_t(text.size()));
        ::lseek(fd, 0, SEEK_SET);
        std::string back(text.size() + 10, 0);
        BOOST_TEST(::read(fd, back.data(), back.size()) == ssize_t(text.size()));
        BOOST_TEST(::read(fd, back.data(), back.size()) == 0);
    });
    runs.join();
    std::fclose(file);
}

BOOST_AUTO_TEST_CASE(a_number_that_was_a_pipe_and_is_a_socket_is_read_as_well)
{
    auto* const close_unseen = quartet::gevent::monkey::get_original<int(int)>("close");
    int two[2];
    BOOST_REQUIRE(::pipe2(two, O_CLOEXEC) == 0);
    BOOST_TEST(::write(two[1], "p", 1) == 1);
    auto first = gevent::spawn([&] {
        char c = 0;
        ::read(two[0], &c, 1) == 1 ? void() : std::abort();
        return c;
    });
    BOOST_TEST(first.get() == 'p');
    close_unseen(two[0]);
    close_unseen(two[1]);
    int pair[2];
    BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0);
    BOOST_TEST(pair[0] == two[0]);
    auto second = gevent::spawn([&] {
        char c = 0;
        ::read(pair[0], &c, 1) == 1 ? void() : std::abort();
        return c;
    });
    gevent::sleep(0);
    BOOST_TEST(::write(pair[1], "s", 1) == 1);
    BOOST_TEST(second.get() == 's');
    ::close(pair[0]);
    ::close(pair[1]);
}

BOOST_AUTO_TEST_SUITE_END()
