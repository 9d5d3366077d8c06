// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// Waiting for children.
#include <quartet/gevent.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "support/blocking_sockets.hpp"
#include "support/patched.hpp"
#include "support/program_run.hpp"
#include "support/send_signal.hpp"

namespace gevent = quartet::gevent;
using quartet_test::pair_of_sockets;

namespace {

/// A child that ends with `code` when the other end of the connection is written to.
class patient_child
{
public:
    explicit patient_child(int code)
        : pid_(::fork())
    {
        if (pid_ == 0)
        {
            char c;
            ::_exit(::recv(both_.b, &c, 1, 0) == 1 ? code : 99);
        }
    }

    pid_t pid() const { return pid_; }
    void end() { ::send(both_.a, "x", 1, 0); }

private:
    pair_of_sockets both_;
    pid_t const pid_;
};

/// Others run while one waits for the child, and end it.
template <class Wait>
void check_waiting(Wait wait)
{
    patient_child child(7);
    int error = -1;
    auto waits = gevent::spawn([&] {
        errno = E2BIG;
        int const status = wait(child.pid());
        error = errno;
        return status;
    });
    gevent::sleep(0);
    BOOST_TEST(!waits.ready());
    child.end();
    int const status = waits.get();
    BOOST_TEST(WIFEXITED(status));
    BOOST_TEST(WEXITSTATUS(status) == 7);
    BOOST_TEST(error == E2BIG);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(monkey_processes, quartet_test::patched_and_leaves_no_descriptor)

BOOST_AUTO_TEST_CASE(others_run_while_one_waits_for_a_child)
{
    check_waiting([](pid_t pid) {
        int status = 0;
        return ::waitpid(pid, &status, 0) == pid ? status : -1;
    });
    check_waiting([](pid_t pid) {
        int status = 0;
        rusage usage{};
        return ::wait4(pid, &status, 0, &usage) == pid && usage.ru_maxrss > 0 ? status : -1;
    });
    check_waiting([](pid_t pid) {
        siginfo_t about{};
        bool const is_found =
            ::waitid(P_PID, id_t(pid), &about, WEXITED) == 0 && about.si_pid == pid;
        return is_found ? about.si_status << 8 : -1;
    });
}

BOOST_AUTO_TEST_CASE(also_for_any_child)
{
    check_waiting([](pid_t pid) {
        int status = 0;
        return ::wait(&status) == pid ? status : -1;
    });
    check_waiting([](pid_t pid) {
        int status = 0;
        return ::wait3(&status, 0, nullptr) == pid ? status : -1;
    });
    check_waiting([](pid_t pid) {
        int status = 0;
        return ::waitpid(0, &status, 0) == pid ? status : -1;  // of this process group
    });
    check_waiting([](pid_t pid) {
        siginfo_t about{};
        bool const is_found = ::waitid(P_ALL, 0, &about, WEXITED) == 0 && about.si_pid == pid;
        return is_found ? about.si_status << 8 : -1;
    });
}

BOOST_AUTO_TEST_CASE(twenty_wait_for_a_child_each)
{
    std::vector<std::unique_ptr<patient_child>> children;
    std::vector<gevent::Greenlet<int>> all;
    for (int i = 0; i != 20; ++i)
    {
        children.push_back(std::make_unique<patient_child>(i));
        all.push_back(gevent::spawn([pid = children.back()->pid()] {
            int status = 0;
            return ::waitpid(pid, &status, 0) == pid ? WEXITSTATUS(status) : -1;
        }));
    }
    gevent::sleep(0);
    for (int i = 20; i-- != 0;)
    {
        children[std::size_t(i)]->end();
        BOOST_TEST(all[std::size_t(i)].get() == i);
    }
}

BOOST_AUTO_TEST_CASE(a_stop_is_waited_for)
{
    patient_child child(0);
    auto waits = gevent::spawn([&] {
        int status = 0;
        return ::waitpid(child.pid(), &status, WUNTRACED) == child.pid() && WIFSTOPPED(status);
    });
    gevent::sleep(0);
    quartet_test::send_signal(child.pid(), SIGSTOP);
    BOOST_TEST(waits.get());
    quartet_test::send_signal(child.pid(), SIGKILL);
    BOOST_TEST(::waitpid(child.pid(), nullptr, 0) == child.pid());
}

BOOST_AUTO_TEST_CASE(who_shall_not_wait_does_not_and_who_has_no_child_is_told)
{
    patient_child child(0);
    int status = 0;
    auto looks = gevent::spawn([&] { return ::waitpid(child.pid(), &status, WNOHANG); });
    BOOST_TEST(looks.get() == 0);
    child.end();
    BOOST_TEST(::waitpid(child.pid(), &status, 0) == child.pid());
    auto waits =
        gevent::spawn([&] { return ::waitpid(child.pid(), &status, 0) == -1 ? errno : 0; });
    BOOST_TEST(waits.get() == ECHILD);
    auto waits_for_any = gevent::spawn([&] { return ::wait(&status) == -1 ? errno : 0; });
    BOOST_TEST(waits_for_any.get() == ECHILD);
}

BOOST_AUTO_TEST_CASE(who_is_killed_leaves_the_child_to_others)
{
    patient_child child(5);
    int error = 0;
    auto waits = gevent::spawn([&] {
        error = ::waitpid(child.pid(), nullptr, 0) == -1 ? errno : 0;
        gevent::sleep(0);
    });
    gevent::sleep(0);
    waits.kill();
    BOOST_TEST(error == ECANCELED);
    child.end();
    int status = 0;
    BOOST_TEST(::waitpid(child.pid(), &status, 0) == child.pid());
    BOOST_TEST(WEXITSTATUS(status) == 5);
}

BOOST_AUTO_TEST_CASE(commands_of_the_shell_run_at_the_same_time)
{
    // Each opens its end of the pipe, which is when the other has.
    quartet_test::temporary_directory const directory;
    std::string const fifo = directory.path() / "fifo";
    BOOST_REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    auto reads =
        gevent::spawn([&] { return std::system(("read x < " + fifo + "; exit 3").c_str()); });
    auto writes = gevent::spawn([&] { return std::system(("echo x > " + fifo).c_str()); });
    BOOST_TEST(WEXITSTATUS(reads.get()) == 3);
    BOOST_TEST(writes.get() == 0);
    // The threads that run them block all signals.
    auto is_ended = gevent::spawn([] { return std::system("kill -TERM $$"); });
    BOOST_TEST(WTERMSIG(is_ended.get()) == SIGTERM);
    auto asks = gevent::spawn([] { return std::system(nullptr); });
    BOOST_TEST(asks.get() != 0);
}

BOOST_AUTO_TEST_SUITE_END()
