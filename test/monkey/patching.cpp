// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// What patch_all() and the others do to the process.
#include <quartet/errors.hpp>
#include <quartet/gevent.hpp>
#include <quartet/monkey.hpp>
#include <quartet/threading.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/blocking_sockets.hpp"
#include "support/patched.hpp"

namespace gevent = quartet::gevent;
namespace monkey = quartet::gevent::monkey;
using quartet_test::pair_of_sockets;

namespace {

/// Whether another greenlet runs while this one sleeps as C has it.
bool does_sleep_let_others_run()
{
    bool has_run = false;
    auto other = gevent::spawn([&] { has_run = true; });
    ::usleep(100);
    bool const result = has_run;
    other.join();
    return result;
}

bool does_recv_let_others_run()
{
    pair_of_sockets both;
    ::send(both.b, "x", 1, 0);
    timeval const limit{0, 1000};
    ::setsockopt(both.a, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    char c;
    ::recv(both.a, &c, 1, 0);
    bool has_run = false;
    auto other = gevent::spawn([&] { has_run = true; });
    ::recv(both.a, &c, 1, 0);
    bool const result = has_run;
    other.join();
    return result;
}

struct unpatched_at_end
{
    ~unpatched_at_end() { monkey::unpatch_all(); }
};

/// Runs it in a forked child. @return its exit code.
template <class Body>
int in_child(Body body)
{
    pid_t const pid = ::fork();
    if (pid == 0)
    {
        ::alarm(100);
        ::_exit(body() ? 0 : 1);
    }
    int status = 0;
    ::waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(monkey_patching, unpatched_at_end)

BOOST_AUTO_TEST_CASE(nothing_is_patched_before_the_call_and_after_unpatch_all)
{
    BOOST_TEST(!does_sleep_let_others_run());
    BOOST_TEST(!does_recv_let_others_run());
    monkey::patch_all();
    BOOST_TEST(does_sleep_let_others_run());
    BOOST_TEST(does_recv_let_others_run());
    monkey::unpatch_all();
    BOOST_TEST(!does_sleep_let_others_run());
    BOOST_TEST(!does_recv_let_others_run());
    monkey::unpatch_all();
    monkey::patch_all();
    BOOST_TEST(does_sleep_let_others_run());
}

BOOST_AUTO_TEST_CASE(one_group_is_patched_alone_and_another_is_added)
{
    monkey::patch_time();
    BOOST_TEST(does_sleep_let_others_run());
    BOOST_TEST(!does_recv_let_others_run());
    BOOST_TEST(monkey::is_module_patched("time"));
    BOOST_TEST(!monkey::is_module_patched("socket"));
    BOOST_TEST(monkey::is_object_patched("usleep"));
    BOOST_TEST(!monkey::is_object_patched("recv"));
    monkey::patch_all({.dns = false, .time = false, .os = false});
    BOOST_TEST(does_sleep_let_others_run());
    BOOST_TEST(does_recv_let_others_run());
    BOOST_TEST(!monkey::is_module_patched("dns"));
    BOOST_TEST(!monkey::is_module_patched("thread"));
    BOOST_TEST(monkey::is_object_patched("read"));  // of sockets, too
    monkey::unpatch_all();
    BOOST_TEST(!monkey::is_module_patched("time"));
}

BOOST_AUTO_TEST_CASE(each_group_has_a_function)
{
    monkey::patch_socket();
    monkey::patch_dns();
    monkey::patch_time();
    monkey::patch_select();
    monkey::patch_thread();
    monkey::patch_os();
    monkey::patch_subprocess();
    monkey::patch_signal();
    for (char const* name :
         {"socket", "dns", "time", "select", "thread", "os", "subprocess", "signal"})
    {
        BOOST_TEST(monkey::is_module_patched(name));
    }
}

BOOST_AUTO_TEST_CASE(what_blocks_is_patched_by_all_its_names)
{
    monkey::patch_all({.thread = true});
    // One of each file of hooks, and the other names of some.
    for (char const* name :
         {"__close",
          "__connect",
          "__fcntl",
          "__fgets_chk",
          "__fprintf_chk",
          "__isoc99_fscanf",
          "__nanosleep",
          "__open64_2",
          "__poll",
          "__poll_chk",
          "__ppoll_chk",
          "__pthread_mutex_lock",
          "__read",
          "__read_chk",
          "__recv_chk",
          "__recvfrom_chk",
          "__res_query",
          "__sched_yield",
          "__select",
          "__send",
          "__uflow",
          "__waitpid",
          "__write",
          "accept4",
          "call_once",
          "close_range",
          "cnd_wait",
          "dlopen",
          "epoll_pwait2",
          "fclose",
          "fcntl64",
          "flock",
          "gai_suspend",
          "getaddrinfo",
          "gethostbyname",
          "mtx_lock",
          "open64",
          "pclose",
          "preadv64v2",
          "pselect",
          "pthread_join",
          "pthread_rwlock_rdlock",
          "pwritev64v2",
          "recvmmsg",
          "res_nsearch",
          "sem_clockwait",
          "sendfile64",
          "sendmmsg",
          "sigtimedwait",
          "splice",
          "syscall",
          "thrd_sleep",
          "vmsplice",
          "waitid",
          "__cxa_guard_acquire"})
    {
        BOOST_TEST(monkey::is_object_patched(name), name << " is not patched");
    }
}

BOOST_AUTO_TEST_CASE(names_that_do_not_exist_are_refused)
{
    BOOST_CHECK_EXCEPTION(
        monkey::is_module_patched("sockets"), quartet::ValueError, [](auto const& error) {
            return std::string(error.what()).find("\"sockets\"") != std::string::npos;
        });
    BOOST_CHECK_EXCEPTION(
        monkey::is_object_patched("qsort"), quartet::ValueError, [](auto const& error) {
            return std::string(error.what()).find("\"qsort\"") != std::string::npos;
        });
    BOOST_CHECK_THROW(monkey::get_original<int()>("nothing"), quartet::ValueError);
}

BOOST_AUTO_TEST_CASE(the_original_is_there_patched_or_not)
{
    auto* const before = monkey::get_original<int(useconds_t)>("usleep");
    monkey::patch_all();
    auto* const after = monkey::get_original<int(useconds_t)>("usleep");
    BOOST_TEST((before == after));
    bool has_run = false;
    auto other = gevent::spawn([&] { has_run = true; });
    BOOST_TEST(after(100) == 0);
    BOOST_TEST(!has_run);
    other.join();
}

BOOST_AUTO_TEST_CASE(threads_without_greenlets_block_as_ever)
{
    monkey::patch_all();
    pair_of_sockets both;
    char got = 0;
    bool has_run = false;
    quartet::threading::Thread thread([&] { ::recv(both.a, &got, 1, 0); });
    thread.start();
    auto other = gevent::spawn([&] {
        has_run = true;
        ::send(both.b, "t", 1, 0);
    });
    other.join();
    thread.join();
    BOOST_TEST(got == 't');
    BOOST_TEST(has_run);
}

BOOST_AUTO_TEST_CASE(greenlets_of_several_threads_wait_each_in_their_own)
{
    monkey::patch_all();
    pair_of_sockets both;
    auto const echo = [](int in, int out) {
        return [=] {
            char c;
            for (int i = 0; i != 1000 && ::read(in, &c, 1) == 1; ++i)
            {
                static_cast<void>(::write(out, &c, 1) != 1);
            }
        };
    };
    quartet::threading::Thread thread([&] {
        auto other = gevent::spawn([] { gevent::sleep(0); });
        gevent::spawn(echo(both.b, both.b)).join();
    });
    thread.start();
    auto asks = gevent::spawn([&] {
        int correct = 0;
        for (int i = 0; i != 1000; ++i)
        {
            char const sent = char(i);
            char back = 0;
            correct +=
                ::write(both.a, &sent, 1) == 1 && ::read(both.a, &back, 1) == 1 && back == sent;
        }
        return correct;
    });
    BOOST_TEST(asks.get() == 1000);
    thread.join();
}

BOOST_AUTO_TEST_CASE(a_forked_child_is_unpatched_and_whole)
{
    monkey::patch_all();
    pair_of_sockets both;
    auto waits = gevent::spawn([&] {
        char c;
        ::recv(both.a, &c, 1, 0);
    });
    gevent::sleep(0);
    int const code = in_child([] {
        if (monkey::is_module_patched("socket"))
        {
            return false;
        }
        // It blocks, as it did before.
        pair_of_sockets own;
        char c = 0;
        bool const works = ::send(own.b, "c", 1, 0) == 1 && ::recv(own.a, &c, 1, 0) == 1 &&
                           c == 'c' && !does_sleep_let_others_run();
        monkey::patch_all();
        return works && does_sleep_let_others_run() && does_recv_let_others_run();
    });
    BOOST_TEST(code == 0);
    ::send(both.b, "x", 1, 0);
    waits.join();
}

BOOST_AUTO_TEST_CASE(a_greenlet_that_forks_is_main_in_the_child)
{
    monkey::patch_all();
    auto forks = gevent::spawn([] {
        return in_child([] {
            pair_of_sockets own;
            char c = 0;
            return ::send(own.b, "c", 1, 0) == 1 && ::recv(own.a, &c, 1, 0) == 1 && c == 'c';
        });
    });
    BOOST_TEST(forks.get() == 0);
}

BOOST_AUTO_TEST_CASE(a_greenlet_that_never_waits_lets_others_run_after_so_many_calls)
{
    monkey::patch_all();
    BOOST_TEST(monkey::switch_interval() == 100u);
    BOOST_CHECK_THROW(monkey::switch_interval(0), quartet::ValueError);
    monkey::switch_interval(10);
    pair_of_sockets both;
    int calls = 0;
    int calls_when_other_ran = -1;
    auto busy = gevent::spawn([&] {
        char c = 'x';
        for (; calls != 100; ++calls)
        {
            ::send(both.a, &c, 1, 0);
        }
    });
    auto other = gevent::spawn([&] { calls_when_other_ran = calls; });
    busy.join();
    monkey::switch_interval(100);
    BOOST_TEST(calls_when_other_ran > 0);
    BOOST_TEST(calls_when_other_ran <= 10);
}

BOOST_AUTO_TEST_CASE(a_handler_of_asio_blocks)
{
    monkey::patch_all();
    auto other = gevent::spawn([] { gevent::sleep(0.001); });
    bool has_run = false;
    bool had_run_in_handler = true;
    boost::asio::post(gevent::get_hub().io_context(), [&] {
        auto another = gevent::spawn([&] { has_run = true; });
        ::usleep(100);
        had_run_in_handler = has_run;
    });
    other.join();
    gevent::sleep(0);
    BOOST_TEST(!had_run_in_handler);
    BOOST_TEST(has_run);
}

BOOST_AUTO_TEST_CASE(greenlets_each_run_an_io_context_of_their_own)
{
    monkey::patch_all();
    constexpr int count = 20;
    int done = 0;
    std::vector<gevent::Greenlet<>> all;
    for (int i = 0; i != count; ++i)
    {
        all.push_back(gevent::spawn([&, i] {
            boost::asio::io_context io;
            boost::asio::steady_timer first(io, std::chrono::milliseconds(1 + i * 7 % 5));
            boost::asio::steady_timer second(io);
            first.async_wait([&](auto) {
                gevent::sleep(0.0001 * (count - i));  // in a handler of its own loop
                second.expires_after(std::chrono::milliseconds(1 + i % 3));
                second.async_wait([&](auto) { ++done; });
            });
            io.run();
        }));
    }
    gevent::joinall(all);
    BOOST_TEST(done == count);
}

BOOST_AUTO_TEST_CASE(a_descriptor_may_be_asios_too)
{
    monkey::patch_all();
    quartet_test::listener const server;
    auto connects = gevent::spawn([&] { return server.connect(); });
    int const peer = server.accept();
    boost::asio::ip::tcp::socket asio_socket(
        gevent::get_hub().io_context(), boost::asio::ip::tcp::v4(), connects.get());
    auto reads = gevent::spawn([&] {
        char c = 0;
        ::recv(asio_socket.native_handle(), &c, 1, 0);
        return c;
    });
    gevent::sleep(0);
    ::send(peer, "a", 1, 0);
    BOOST_TEST(reads.get() == 'a');
    char got = 0;
    bool is_done = false;
    asio_socket.async_receive(boost::asio::buffer(&got, 1), [&](auto, auto) { is_done = true; });
    ::send(peer, "b", 1, 0);
    while (!is_done)
    {
        gevent::sleep(0.001);
    }
    BOOST_TEST(got == 'b');
    ::close(peer);
}

BOOST_AUTO_TEST_CASE(sigpipe_is_ignored_unless_it_is_handled)
{
    struct sigaction before;
    ::sigaction(SIGPIPE, nullptr, &before);
    ::signal(SIGPIPE, SIG_DFL);
    monkey::patch_all();
    struct sigaction now;
    ::sigaction(SIGPIPE, nullptr, &now);
    BOOST_TEST((now.sa_handler == SIG_IGN));
    monkey::unpatch_all();
    ::sigaction(SIGPIPE, nullptr, &now);
    BOOST_TEST((now.sa_handler == SIG_DFL));
    ::signal(SIGPIPE, [](int) {});
    monkey::patch_signal();
    ::sigaction(SIGPIPE, nullptr, &now);
    BOOST_TEST((now.sa_handler != SIG_IGN));
    ::sigaction(SIGPIPE, &before, nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
