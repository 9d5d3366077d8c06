// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// What a Process has of the system, what the system does to it, and many of them.
#include <quartet/multiprocessing.hpp>
#include <quartet/multiprocessing/process.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "support/forked_peer.hpp"
#include "support/poll_until.hpp"
#include "support/processes.hpp"
#include "support/send_signal.hpp"

namespace {

namespace mp = quartet::multiprocessing;
using namespace quartet_test;

void do_nothing() {}

void wait_for(mp::Event event)
{
    event.wait();
}

std::string contents(std::string const& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Who a descriptor of this process belongs to, sorted by number.
std::map<int, std::string> descriptors()
{
    std::map<int, std::string> result;
    for (auto const& entry : std::filesystem::directory_iterator("/proc/self/fd"))
    {
        std::error_code gone;  // the directory's own
        auto const target = std::filesystem::read_symlink(entry.path(), gone);
        if (!gone && target.string().find("/fd") == std::string::npos)
        {
            result[std::stoi(entry.path().filename())] = target.string();
        }
    }
    return result;
}

/// The fork server of this test; -1 while there is none.
pid_t fork_server()
{
    // Its children are its own, so it is our only one.
    std::vector<pid_t> const children = child_processes();
    return children.empty() ? -1 : children.front();
}

/// Waits until there is one.
pid_t present_fork_server()
{
    pid_t server = -1;
    poll_until([&] { return (server = fork_server()) > 1; });
    return server;
}

/// Changes the disposition of a signal for a while.
class with_disposition
{
public:
    with_disposition(int signal, void (*handler)(int))
        : signal_(signal)
        , before_(std::signal(signal, handler))
    {}
    ~with_disposition() { std::signal(signal_, before_); }
    with_disposition(with_disposition const&) = delete;
    with_disposition& operator=(with_disposition const&) = delete;

private:
    int signal_;
    void (*before_)(int);
};

BOOST_FIXTURE_TEST_SUITE(process_surroundings, leaves_nothing)

// --- what a child has ------------------------------------------------------------------------------

BOOST_DATA_TEST_CASE(its_input_is_empty, start_methods, method)
{
    auto const target = [] {
        char c;
        bool const at_end = ::read(STDIN_FILENO, &c, 1) == 0;
        bool const null = std::filesystem::read_symlink("/proc/self/fd/0") == "/dev/null";
        std::exit(at_end && null ? good : 1);
    };
    BOOST_TEST(run_process(method, target).value() == good);
}

BOOST_DATA_TEST_CASE(its_arguments_are_the_programs, start_methods, method)
{
    auto const target = [](std::string expected) {
        std::exit(contents("/proc/self/cmdline") == expected ? good : 1);
    };
    BOOST_TEST(run_process(method, target, contents("/proc/self/cmdline")).value() == good);
}

BOOST_AUTO_TEST_CASE(it_has_the_standard_descriptors_and_what_the_library_needs)
{
    int const leaky = ::open("/etc/passwd", O_RDONLY);  // as libraries do it
    int const high = ::fcntl(leaky, F_DUPFD, 500);
    for (char const* method : {"spawn", "forkserver"})
    {
        auto const target = [](int server) {
            int const of_server = server != 0 ? 1 : 0;
            auto const all = descriptors();
            auto const own = std::ranges::count_if(all, [](auto const& each) {
                return each.first > 2 && each.second == "anon_inode:[pidfd]";
            });
            auto const others = std::ranges::count_if(all, [](auto const& each) {
                return each.first > 2 && each.second != "anon_inode:[pidfd]";
            });
            bool const standard = all.contains(0) && all.contains(1) && all.contains(2);
            std::exit(standard && own <= 1 + of_server && others == 0 ? good : 1);
        };
        BOOST_TEST(
            run_process(method, target, method == std::string("forkserver")).value() == good);
    }
    ::close(leaky);
    ::close(high);
}

BOOST_DATA_TEST_CASE(the_descriptors_of_its_arguments_go_with_them, start_methods, method)
{
    auto const target = [](mp::Queue<int> queue, mp::Connection connection) {
        auto const both = count_descriptors();
        connection.close();
        auto const without_connection = count_descriptors();
        queue = mp::Queue<int>();
        std::exit(
            without_connection == both - 1 && count_descriptors() == without_connection ? good : 1);
    };
    auto [here, there] = mp::Pipe();
    BOOST_TEST(run_process(method, target, mp::Queue<int>(), there).value() == good);
}

BOOST_AUTO_TEST_CASE(it_blocks_no_signal_whatever_its_parent_blocks)
{
    sigset_t all;
    sigset_t masked;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &masked);
    for (char const* method : {"spawn", "forkserver"})
    {
        auto const target = [] {
            sigset_t mine;
            ::pthread_sigmask(SIG_SETMASK, nullptr, &mine);
            bool blocked = false;
            for (int number = 1; number != SIGRTMAX; ++number)
            {
                blocked = blocked || ::sigismember(&mine, number) == 1;
            }
            std::exit(blocked ? 1 : good);
        };
        BOOST_TEST(run_process(method, target).value() == good);
    }
    ::pthread_sigmask(SIG_SETMASK, &masked, nullptr);
}

BOOST_DATA_TEST_CASE(its_signals_do_what_they_did_in_the_program, start_methods, method)
{
    auto const target = [](bool ignored) {
        struct sigaction action
        {};
        ::sigaction(SIGINT, nullptr, &action);
        bool const default_interrupt = action.sa_handler == SIG_DFL;
        ::sigaction(SIGCHLD, nullptr, &action);
        std::exit(default_interrupt && (action.sa_handler == SIG_IGN) == ignored ? good : 1);
    };
    BOOST_TEST(run_process(method, target, false).value() == good);
}

// --- what the system does to it --------------------------------------------------------------------

BOOST_DATA_TEST_CASE(join_works_while_sigchld_is_ignored, start_methods, method)
{
    with_disposition const ignoring(SIGCHLD, SIG_IGN);
    for (int round = 0; round != 20; ++round)
    {
        mp::Event go;
        auto p = mp::get_context(method).Process(wait_for, go);
        p.start();
        BOOST_TEST(p.is_alive());
        go.set();
        p.join();
        BOOST_TEST(!p.is_alive());
        // The kernel has thrown it away, unless the fork server is the parent.
        BOOST_TEST(p.exitcode().value() == (method == "forkserver" ? 0 : 255));
    }
}

BOOST_AUTO_TEST_CASE(a_fork_server_that_began_while_sigchld_was_ignored_knows_exit_codes)
{
    {
        with_disposition const ignoring(SIGCHLD, SIG_IGN);
        pid_t const server = present_fork_server();
        quartet_test::send_signal(server, SIGKILL);
        BOOST_TEST(run_process("forkserver", [] { std::exit(7); }).value() == 7);
        BOOST_TEST(fork_server() != server);
    }
    quartet_test::send_signal(present_fork_server(), SIGKILL);
    BOOST_TEST(run_process("forkserver", [] { std::exit(7); }).value() == 7);
}

BOOST_AUTO_TEST_CASE(a_killed_fork_server_is_replaced_and_its_children_live)
{
    for (int round = 0; round != 10; ++round)
    {
        mp::Event go;
        auto first = mp::get_context("forkserver").Process(wait_for, go);
        first.start();
        pid_t const server = present_fork_server();
        BOOST_TEST(quartet_test::send_signal(server, SIGKILL));
        auto second = mp::get_context("forkserver").Process(wait_for, go);
        second.start();
        BOOST_TEST(fork_server() != server);
        BOOST_TEST(first.is_alive());
        go.set();
        first.join();
        second.join();
        int const code = first.exitcode().value();
        BOOST_TEST((code == 255 || code == 0));
        BOOST_TEST(second.exitcode().value() == 0);
    }
}

BOOST_AUTO_TEST_CASE(a_fork_server_may_be_killed_at_any_moment_of_a_start)
{
    std::atomic<bool> stop = false;
    std::thread killer([&] {
        std::minstd_rand random(3);
        while (!stop)
        {
            if (pid_t const server = fork_server(); server > 1)
            {
                quartet_test::send_signal(server, SIGKILL);
            }
            std::this_thread::sleep_for(std::chrono::microseconds(random() % 20'000));
        }
    });
    for (int round = 0; round != 100; ++round)
    {
        auto p = mp::get_context("forkserver").Process([] {});
        try
        {
            p.start();
            p.join();
            int const code = p.exitcode().value();
            BOOST_TEST((code == 0 || code == 255));
        }
        catch (quartet::RuntimeError const&)
        {
            // It was killed three times in this start.
        }
    }
    stop = true;
    killer.join();
    BOOST_TEST(run_process("forkserver", [] { std::exit(7); }).value() == 7);
}

BOOST_DATA_TEST_CASE(
    killed_while_it_reads_its_arguments_it_has_a_signal_as_exit_code, start_methods, method)
{
    std::string const large(4 << 20, 'x');
    for (int round = 0; round != 20; ++round)
    {
        auto p = mp::get_context(method).Process([](std::string) { ::pause(); }, large);
        std::vector<pid_t> const others = child_processes();
        std::atomic<bool> killed = false;
        std::thread killer([&] {
            // A child of the fork server is nobody's that we know of, so that one is not killed.
            poll_until([&] {
                for (pid_t const pid : child_processes())
                {
                    if (std::ranges::find(others, pid) == others.end())
                    {
                        quartet_test::send_signal(pid, SIGKILL);
                        return true;
                    }
                }
                return killed.load();
            });
        });
        p.start();
        p.kill();
        killed = true;
        killer.join();
        p.join();
        BOOST_TEST(p.exitcode().value() == -SIGKILL);
    }
}

BOOST_DATA_TEST_CASE(a_start_without_descriptors_fails_and_leaves_nothing, start_methods, method)
{
    rlimit usual{};
    ::getrlimit(RLIMIT_NOFILE, &usual);
    mp::Event event;
    int const lowest = ::dup(STDIN_FILENO);
    ::close(lowest);
    int failures = 0;
    for (rlim_t more = 0; more != 30; ++more)
    {
        auto p = mp::get_context(method).Process([](mp::Event) {}, event);
        rlimit const tight{static_cast<rlim_t>(lowest) + more, usual.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &tight);
        try
        {
            p.start();
        }
        catch (quartet::OSError const& error)
        {
            ++failures;
            BOOST_TEST(error.code().value() == EMFILE);
        }
        ::setrlimit(RLIMIT_NOFILE, &usual);
        if (p.pid())
        {
            p.join();
            BOOST_TEST(p.exitcode().value() == 0);
        }
        else
        {
            BOOST_TEST(mp::active_children().empty());
            BOOST_TEST(child_processes().size() == children_before);
        }
    }
    BOOST_TEST(failures > 0);
}

// --- many --------------------------------------------------------------------------------------------

BOOST_DATA_TEST_CASE(a_hundred_at_once, start_methods, method)
{
    mp::Event go;
    std::vector<mp::Process> all;
    for (int i = 0; i != 100; ++i)
    {
        all.push_back(mp::get_context(method).Process(
            [](mp::Event event, int code) {
                event.wait();
                std::exit(code);
            },
            go,
            i));
        all.back().start();
    }
    BOOST_TEST(mp::active_children().size() == 100);
    go.set();
    for (int i = 0; i != 100; ++i)
    {
        all[i].join();
        BOOST_TEST(all[i].exitcode().value() == i);
    }
}

BOOST_DATA_TEST_CASE(one_after_the_other_leaves_no_descriptor, start_methods, method)
{
    for (int i = 0; i != 200; ++i)
    {
        BOOST_TEST(run_process(method, do_nothing).value() == 0);
    }
    forget_children();
    BOOST_TEST(count_descriptors() == descriptors_before);
}

BOOST_DATA_TEST_CASE(several_threads_start_at_the_same_time, start_methods, method)
{
    std::vector<std::thread> threads;
    std::atomic<int> as_they_should = 0;
    for (int t = 0; t != 4; ++t)
    {
        threads.emplace_back([&, t] {
            for (int i = 0; i != 25; ++i)
            {
                mp::Queue<int> queue;
                auto const target = [](mp::Queue<int> q, int number) { q.put(number); };
                auto p = mp::get_context(method).Process(target, queue, t * 100 + i);
                p.start();
                bool const sent = queue.get() == t * 100 + i;
                p.join();
                as_they_should += sent && p.exitcode() == 0 ? 1 : 0;
            }
        });
    }
    for (auto& each : threads)
    {
        each.join();
    }
    BOOST_TEST(as_they_should == 100);
}

BOOST_AUTO_TEST_CASE(threads_start_by_all_methods_and_wait_for_each_other)
{
    // Each child ends when the next one has come, so a child that waits for another's descriptor
    // would wait for ever.
    std::vector<mp::Event> turns(31);
    std::vector<std::thread> threads;
    char const* const methods[] = {"spawn", "forkserver", "fork"};
    for (int t = 0; t != 30; ++t)
    {
        threads.emplace_back([&, t] {
            auto p = mp::get_context(methods[t % 3])
                         .Process(
                             [](mp::Event mine, mp::Event next) {
                                 mine.wait();
                                 next.set();
                             },
                             turns[t + 1],
                             turns[t]);
            p.start();
            p.join();
        });
    }
    turns[30].set();
    for (auto& each : threads)
    {
        each.join();
    }
    BOOST_TEST(turns[0].is_set());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
