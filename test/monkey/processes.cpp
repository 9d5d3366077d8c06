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
#include <fcntl.h>
#include <memory>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
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

int pidfd_of(pid_t pid)
{
    return int(::syscall(SYS_pidfd_open, pid, 0));
}

/// In the child of a vfork: waits for a child of its own. @return the exit code of that one.
[[gnu::noinline]] int code_of_grandchild()
{
    pid_t const child = ::vfork();
    if (child == 0)
    {
        pid_t const grandchild = ::_Fork();
        if (grandchild == 0)
        {
            ::execl("/bin/sh", "sh", "-c", "exit 7", nullptr);
            ::_exit(99);
        }
        int status = -1;
        ::waitpid(grandchild, &status, 0);
        ::_exit(WEXITSTATUS(status));
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    return WEXITSTATUS(status);
}

/// How often the thread has slept.
long sleeps_of_thread()
{
    rusage usage{};
    ::getrusage(RUSAGE_THREAD, &usage);
    return usage.ru_nvcsw;
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

BOOST_AUTO_TEST_CASE(also_by_a_descriptor_of_the_process)
{
    check_waiting([](pid_t pid) {
        int const fd = pidfd_of(pid);
        siginfo_t about{};
        bool const is_found =
            ::waitid(idtype_t(P_PIDFD), id_t(fd), &about, WEXITED) == 0 && about.si_pid == pid;
        ::close(fd);
        return is_found ? about.si_status << 8 : -1;
    });
    patient_child child(0);
    int const fd = pidfd_of(child.pid());
    ::fcntl(fd, F_SETFL, O_NONBLOCK);
    auto looks = gevent::spawn([&] {
        siginfo_t about{};
        return ::waitid(idtype_t(P_PIDFD), id_t(fd), &about, WEXITED) == -1 ? errno : 0;
    });
    BOOST_TEST(looks.get() == EAGAIN);
    ::close(fd);
    child.end();
    BOOST_TEST(::waitpid(child.pid(), nullptr, 0) == child.pid());
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

BOOST_AUTO_TEST_CASE(the_thread_sleeps_also_if_another_child_has_ended)
{
    patient_child ended(3);
    patient_child stays(4);
    ended.end();
    siginfo_t about{};
    BOOST_TEST(::waitid(P_PID, id_t(ended.pid()), &about, WEXITED | WNOWAIT) == 0);
    auto waits = gevent::spawn([&] {
        siginfo_t stopped{};  // nobody is
        return ::waitid(P_ALL, 0, &stopped, WSTOPPED) == 0 ? stopped.si_pid : -1;
    });
    long const before = sleeps_of_thread();
    gevent::sleep(0.5);
    BOOST_TEST(sleeps_of_thread() - before >= 5);
    quartet_test::send_signal(stays.pid(), SIGSTOP);
    BOOST_TEST(waits.get() == stays.pid());
    quartet_test::send_signal(stays.pid(), SIGKILL);
    BOOST_TEST(::waitpid(stays.pid(), nullptr, 0) == stays.pid());
    BOOST_TEST(::waitpid(ended.pid(), nullptr, 0) == ended.pid());
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
    auto waits_for_more = gevent::spawn([&] {
        siginfo_t about{};
        about.si_pid = 5;
        bool const is_told = ::waitid(P_PID, id_t(child.pid()), &about, WEXITED) == -1;
        return is_told && errno == ECHILD ? about.si_pid : -1;
    });
    BOOST_TEST(waits_for_more.get() == 5);  // as it was
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

BOOST_AUTO_TEST_CASE(the_child_of_a_vfork_waits_as_ever)
{
    // Else its parent's greenlets would run in it.
    pid_t other_is_in = 0;
    auto vforks = gevent::spawn([] { return code_of_grandchild(); });
    auto other = gevent::spawn([&] { other_is_in = ::getpid(); });
    BOOST_TEST(vforks.get() == 7);
    other.join();
    BOOST_TEST(other_is_in == ::getpid());
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
