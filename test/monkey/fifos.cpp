// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// Opening a FIFO waits for the other end.
#include <quartet/gevent.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

#include "support/patched.hpp"
#include "support/program_run.hpp"

namespace gevent = quartet::gevent;

extern "C" int __open_2(char const* path, int flags);

namespace {

struct fifo
{
    fifo() { ::mkfifo(path.c_str(), 0600); }

    quartet_test::temporary_directory const directory;
    std::string const path = directory.path() / "fifo";
};

/// Whether somebody who opens it to read, and one who opens it to write, meet.
template <class Read, class Write>
bool do_meet(Read open_to_read, Write open_to_write)
{
    fifo const one;
    auto reads = gevent::spawn([&] {
        int const fd = open_to_read(one.path.c_str());
        char c = 0;
        bool const is_right = ::read(fd, &c, 1) == 1 && c == 'x';
        ::close(fd);
        return is_right;
    });
    gevent::sleep(0);
    BOOST_TEST(!reads.ready());
    auto writes = gevent::spawn([&] {
        int const fd = open_to_write(one.path.c_str());
        bool const is_right = ::write(fd, "x", 1) == 1;
        ::close(fd);
        return is_right;
    });
    return reads.get() && writes.get();
}

int open_to_read(char const* path)
{
    return ::open(path, O_RDONLY | O_CLOEXEC);
}

int open_to_write(char const* path)
{
    return ::open(path, O_WRONLY | O_CLOEXEC);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(monkey_fifos, quartet_test::patched_and_leaves_no_descriptor)

BOOST_AUTO_TEST_CASE(both_ends_meet)
{
    BOOST_TEST(do_meet(open_to_read, open_to_write));
    BOOST_TEST(do_meet(
        [](char const* path) { return ::openat(AT_FDCWD, path, O_RDONLY); }, open_to_write));
    BOOST_TEST(do_meet([](char const* path) { return ::__open_2(path, O_RDONLY); }, open_to_write));
    BOOST_TEST(do_meet(open_to_read, [](char const* path) { return ::creat(path, 0600); }));
    BOOST_TEST(do_meet(open_to_read, [](char const* path) {
        std::FILE* const file = std::fopen(path, "w");
        int const fd = ::dup(::fileno(file));
        std::fclose(file);
        return fd;
    }));
}

BOOST_AUTO_TEST_CASE(who_does_not_want_to_wait_does_not)
{
    fifo const one;
    bool has_run = false;
    auto opens = gevent::spawn([&] {
        int const reader = ::open(one.path.c_str(), O_RDONLY | O_NONBLOCK);
        int const writer = ::open(one.path.c_str(), O_WRONLY | O_NONBLOCK);
        bool const is_right = reader >= 0 && writer >= 0 && !has_run;
        ::close(reader);
        ::close(writer);
        return is_right;
    });
    auto other = gevent::spawn([&] { has_run = true; });
    BOOST_TEST(opens.get());
}

BOOST_AUTO_TEST_CASE(other_files_are_opened_as_ever)
{
    quartet_test::temporary_directory const directory;
    std::string const path = directory.path() / "file";
    auto opens = gevent::spawn([&] {
        int const made = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL, 0640);
        struct stat about
        {};
        ::fstat(made, &about);
        ::close(made);
        bool const is_missing = ::open("/no such file", O_RDONLY) == -1 && errno == ENOENT;
        return (about.st_mode & 0700) == 0600 && is_missing;
    });
    BOOST_TEST(opens.get());
}

BOOST_AUTO_TEST_SUITE_END()
