// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// Locks of files.
#include <quartet/gevent.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/blocking_sockets.hpp"
#include "support/locks_patched.hpp"
#include "support/program_run.hpp"

namespace gevent = quartet::gevent;

namespace {

struct file_of_two
{
    file_of_two() = default;
    ~file_of_two()
    {
        ::close(first);
        ::close(second);
    }

    quartet_test::temporary_directory const directory;
    std::string const path = directory.path() / "file";
    int const first = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    int const second = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
};

/// A greenlet waits for the lock that another one has.
template <class Lock, class Unlock>
void check_waiting(Lock lock, Unlock unlock)
{
    bool is_locked = true;
    auto waits = gevent::spawn([&] { return lock() == 0 && !is_locked; });
    gevent::sleep(0.003);
    BOOST_TEST(!waits.ready());
    is_locked = false;
    unlock();
    BOOST_TEST(waits.get());
}

struct flock section(short kind)
{
    struct flock about
    {};
    about.l_type = kind;
    about.l_whence = SEEK_SET;
    return about;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(monkey_file_locks, quartet_test::locks_patched)

BOOST_AUTO_TEST_CASE(a_lock_of_an_open_file_is_waited_for)
{
    file_of_two const file;
    BOOST_TEST(::flock(file.first, LOCK_EX) == 0);
    BOOST_TEST((::flock(file.second, LOCK_EX | LOCK_NB) == -1 && errno == EWOULDBLOCK));
    check_waiting(
        [&] { return ::flock(file.second, LOCK_EX); }, [&] { ::flock(file.first, LOCK_UN); });
    ::flock(file.second, LOCK_UN);
    struct flock exclusive = section(F_WRLCK);
    struct flock none = section(F_UNLCK);
    BOOST_TEST(::fcntl(file.first, F_OFD_SETLKW, &exclusive) == 0);
    check_waiting(
        [&] { return ::fcntl(file.second, F_OFD_SETLKW, &exclusive); },
        [&] { ::fcntl(file.first, F_OFD_SETLK, &none); });
}

BOOST_AUTO_TEST_CASE(a_lock_of_another_process_is_waited_for)
{
    file_of_two const file;
    quartet_test::pair_of_sockets both;
    pid_t const pid = ::fork();
    if (pid == 0)
    {
        char c = 'x';
        bool const is_locked = ::lockf(file.first, F_LOCK, 0) == 0 && ::send(both.b, &c, 1, 0) == 1;
        ::_exit(is_locked && ::recv(both.b, &c, 1, 0) == 1 ? 0 : 1);
    }
    char c;
    BOOST_TEST(::recv(both.a, &c, 1, 0) == 1);
    struct flock exclusive = section(F_WRLCK);
    check_waiting(
        [&] {
            return ::lockf(file.first, F_LOCK, 0) == 0 ? ::fcntl(file.first, F_SETLKW, &exclusive)
                                                       : -1;
        },
        [&] { ::send(both.a, &c, 1, 0); });
    int status = -1;
    ::waitpid(pid, &status, 0);
    BOOST_TEST(status == 0);
}

BOOST_AUTO_TEST_CASE(who_is_killed_does_not_get_it)
{
    file_of_two const file;
    BOOST_TEST(::flock(file.first, LOCK_EX) == 0);
    int error = 0;
    auto waits = gevent::spawn([&] {
        error = ::flock(file.second, LOCK_EX) == -1 ? errno : 0;
        gevent::sleep(0);
    });
    gevent::sleep(0);
    waits.kill();
    BOOST_TEST(error == ECANCELED);
    ::flock(file.first, LOCK_UN);
    BOOST_TEST(::flock(file.first, LOCK_EX | LOCK_NB) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
